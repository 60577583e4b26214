"""Files that are measured on; all of them are made up, and the same every time.

    inputs.py payments OUT ROWS          pension payments of many people over twelve months
    inputs.py batch FILES OUT ROWS       the next month's pension batch of a made-up district
"""

from __future__ import annotations

import sys
from pathlib import Path

# GB 11643: the check character of the first seventeen digits.
CHECK = "substr('10X98765432', CAST({sum} % 11 AS INTEGER) + 1, 1)"
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华文辉玲建国志红梅春晓东云飞鹏宇海波斌宁健俊"

PAYMENTS = """
COPY (
    WITH people AS (
        -- 999 people a birthday in the unassigned county 379901, so that no number comes twice
        SELECT i, '379901' || strftime(DATE '1930-01-01' + CAST(i // 999 * 23 AS INTEGER), '%Y%m%d') || lpad(CAST(i % 999 + 1 AS VARCHAR), 3, '0') AS body,
               substr('{surnames}', CAST(hash(i) % {surname_count} AS INTEGER) + 1, 1) || substr('{given}', CAST(hash(i + 7) % {given_count} AS INTEGER) + 1, 1)
               || CASE WHEN hash(i + 5) % 4 > 0 THEN substr('{given}', CAST(hash(i + 3) % {given_count} AS INTEGER) + 1, 1) ELSE '' END AS name,
               CASE WHEN hash(i + 9) % 5 < 2 THEN '职工养老' ELSE '居民养老' END AS scheme,
               CASE WHEN hash(i + 9) % 5 < 2 THEN 1800 + hash(i + 1) % 4200 ELSE 140 + hash(i + 1) % 160 END AS yuan, hash(i + 2) % 100 AS fen
        FROM range({people}) AS r(i)
    ), numbered AS (SELECT *, body || {check} AS id FROM people)
    SELECT id AS 身份证号, name AS 姓名, scheme AS 险种, strftime(month, '%Y-%m') AS 发放月份,
           CAST(yuan AS VARCHAR) || '.' || lpad(CAST(fen AS VARCHAR), 2, '0') AS 金额, '6223' || lpad(CAST(i * 716253049 % 1000000000000000 AS VARCHAR), 15, '0') AS 银行账号
    FROM (SELECT CAST(unnest(generate_series(DATE '2022-01-01', DATE '2022-12-01', INTERVAL 1 MONTH)) AS DATE) AS month), numbered
    ORDER BY month, i LIMIT {rows}
) TO '{out}' (FORMAT csv, HEADER true)
"""

BATCH = """
COPY (
    WITH december AS (
        SELECT 身份证号, any_value(姓名) AS 姓名, any_value(险种) AS 险种, any_value(金额) AS 金额, any_value(银行账号) AS 银行账号, 0 AS later
        FROM read_csv('{files}/**/养老待遇发放*.csv', all_varchar = true) WHERE 发放月份 = '2022-12' GROUP BY 身份证号
    ), others AS (
        SELECT 身份证号, 姓名, '居民养老' AS 险种, '187.50' AS 金额, '6223' || lpad(CAST(hash(身份证号) % 1000000000000000 AS VARCHAR), 15, '0') AS 银行账号, 1 AS later
        FROM read_csv('{files}/**/户籍人口*.csv', all_varchar = true) WHERE 身份证号 NOT IN (SELECT 身份证号 FROM december)
    )
    SELECT 身份证号, 姓名, 险种, '2023-01' AS 发放月份, 金额, 银行账号 FROM (FROM december UNION ALL FROM others) ORDER BY later, 身份证号 LIMIT {rows}
) TO '{out}' (FORMAT csv, HEADER true)
"""


def made(out: Path, query: str) -> Path:
    """Makes a file once."""
    import duckdb

    if not out.exists():
        part = out.with_suffix(".part")
        out.parent.mkdir(parents=True, exist_ok=True)
        duckdb.execute(query.replace(f"TO '{out}'", f"TO '{part}'"))
        part.rename(out)
    return out


def payments(out: Path, rows: int) -> Path:
    """Payments to people with valid numbers, twelve months of them."""
    digits = " + ".join(f"CAST(substr(body, {n + 1}, 1) AS INTEGER) * {weight}" for n, weight in enumerate(WEIGHTS))
    check = CHECK.format(sum=f"({digits})")
    return made(out, PAYMENTS.format(
        surnames=SURNAMES, surname_count=len(SURNAMES), given=GIVEN, given_count=len(GIVEN), people=-(-rows // 12), check=check, rows=rows, out=out))


def batch(files: Path, out: Path, rows: int) -> Path:
    """A batch that is about to be paid: December's payees again in January, and others up to the number of rows."""
    return made(out, BATCH.format(files=files, rows=rows, out=out))


if __name__ == "__main__":
    if sys.argv[1] == "payments":
        payments(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        batch(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
