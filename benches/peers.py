"""The same work in DuckDB and Polars; each call is one process that prints what it did as JSON.

    peers.py duckdb-import FILE          read and type a payments file into a table in memory
    peers.py duckdb-parquet FILE OUT     the same into a Parquet file sorted by resident number
    peers.py polars-import FILE          read and type it into a frame
    peers.py duckdb-rules LAKE PACK DAY  run a pack's rules over the lake's Parquet files
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from pathlib import Path

THREADS = 2

TYPED = """
    SELECT 身份证号 AS id_number, 姓名 AS name, 险种 AS scheme, CAST(发放月份 || '-01' AS DATE) AS month, 金额 AS amount, 银行账号 AS account
    FROM read_csv('{file}', header = true, delim = ',', quote = '"', auto_detect = false, columns = {{
        '身份证号': 'VARCHAR', '姓名': 'VARCHAR', '险种': 'VARCHAR', '发放月份': 'VARCHAR', '金额': 'DECIMAL(18,2)', '银行账号': 'VARCHAR'}})
"""

# What rules may use beyond SQL's own; `last_day` is there.
MACROS = """
CREATE MACRO birth_date(id) AS CASE WHEN length(id) = 18 THEN CAST(try_strptime(substr(id, 7, 8), '%Y%m%d') AS DATE) END;
CREATE MACRO age_on(id, d) AS CASE WHEN length(id) = 18 THEN
    (year(d) * 10000 + month(d) * 100 + day(d) - CAST(substr(id, 7, 8) AS BIGINT)) // 10000 END;
CREATE MACRO array_has(l, e) AS list_contains(l, e);
"""


def connect():
    """DuckDB in memory on two threads."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    return connection


def duckdb_import(file: str) -> dict:
    """Reads and types a file."""
    connection = connect()
    connection.execute("CREATE TABLE t AS" + TYPED.format(file=file))
    return {"rows": connection.execute("SELECT count(*) FROM t").fetchone()[0]}


def duckdb_parquet(file: str, out: str) -> dict:
    """Reads and types a file, sorts it and writes it."""
    connection = connect()
    query = TYPED.format(file=file) + "ORDER BY id_number"
    rows = connection.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet, COMPRESSION snappy)").fetchone()[0]
    return {"rows": rows}


def polars_import(file: str) -> dict:
    """Reads and types a file; POLARS_MAX_THREADS is set by the caller."""
    import polars

    texts = dict.fromkeys(["身份证号", "姓名", "险种", "发放月份", "银行账号"], polars.String)
    frame = polars.read_csv(file, schema_overrides={**texts, "金额": polars.Decimal(18, 2)})
    frame = frame.with_columns((polars.col("发放月份") + "-01").str.to_date("%Y-%m-%d", strict=True))
    return {"rows": frame.height}


def duckdb_rules(lake: str, pack: str, day: str) -> dict:
    """Runs each rule once, to the whole answer in memory."""
    from rules import files_in_force, read_rules

    connection = connect()
    connection.execute(MACROS)
    files = files_in_force(Path(lake))
    for dataset, places in files.items():
        connection.execute(f"CREATE VIEW {dataset} AS SELECT * FROM read_parquet({places!r})")
    answers = {}
    for rule in read_rules(Path(pack), datetime.date.fromisoformat(day)):
        if missing := [dataset for dataset in rule.datasets if dataset not in files]:
            answers[rule.code] = {"not_evaluated": missing}
            continue
        try:
            began = time.perf_counter()
            connection.execute(f"CREATE OR REPLACE TEMP TABLE answer AS {rule.sql}", rule.parameters)
            seconds = time.perf_counter() - began
        except Exception as error:  # what DuckDB says of a rule is part of the answer
            answers[rule.code] = {"error": str(error)}
            continue
        counted = "SELECT count(*) FROM (SELECT DISTINCT subject_id, _row, happened_on FROM answer)"
        answers[rule.code] = {"seconds": seconds, "hits": connection.execute(counted).fetchone()[0]}
    return answers


def main() -> None:
    """Does what the first argument says."""
    calls = {
        "duckdb-import": duckdb_import,
        "duckdb-parquet": duckdb_parquet,
        "polars-import": polars_import,
        "duckdb-rules": duckdb_rules,
    }
    print(json.dumps(calls[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False))


if __name__ == "__main__":
    main()
