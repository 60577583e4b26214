"""Compares the crate `vocabulary` with independent implementations of the same standards.

    pip install -r tests/oracles/requirements.txt
    python tests/oracles/vocabulary.py [--seed 1] [--count 20000]

- resident numbers (公民身份号码, GB 11643) with python-stdnum's cn.ric
- credit codes (统一社会信用代码, GB 32100) with python-stdnum's cn.uscc
- working days (工作日) with chinesecalendar, every day of 2019 to 2026
- money and dates with Python's own decimal and datetime

Known and wanted differences, which are tested as such: cn.ric knows which county existed in the year of birth, we do not look at
the place; cn.uscc wants eight digits in front, while the standard's codes of, for instance, rural collectives begin with N.
"""

import argparse
import datetime
import pathlib
import random
import subprocess
import sys
from decimal import Decimal

import chinese_calendar
from stdnum import numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent, ValidationError

ROOT = pathlib.Path(__file__).resolve().parents[2]
TODAY = datetime.date(2026, 1, 1)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

# The vectors of python-stdnum's own documentation and tests.
RIC_VECTORS = [
    "360426199101010071", "44011320141005001x", "412723199010050012", "110102199101010078", "120110198012010073",
    "120110199212010072", "990426199112010074", "110111198012010078", "110201199312010077", "T60426199101010078",
    "360426199113010079", "36042619910102009X",
]
USCC_VECTORS = ["91110000600037341L", "91 110000 600037341L", "9 1 110000 600037341L", "12345", "A1110000600037341L", "9111000060003IOZSV"]


class Ours:
    """The crate's answers: `ask` once for all questions, as each run of the program is slow and each question fast."""

    def __init__(self):
        self.command = ["cargo", "run", "--quiet", "-p", "vocabulary", "--example", "oracle", "--", TODAY.isoformat()]

    def ask(self, questions):
        text = "".join(f"{kind}\t{question}\n" for kind, question in questions)
        run = subprocess.run(self.command, cwd=ROOT, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
        if run.returncode != 0:
            sys.exit(run.stderr)
        answers = [line.split("\t") for line in run.stdout.splitlines()]
        if len(answers) != len(questions):
            sys.exit(f"{len(questions)} questions, {len(answers)} answers")
        return answers


def counties(random):
    """County codes that are or were real."""
    found = []
    table = numdb.get("cn/loc")
    for province in range(11, 83):
        for rest in range(100, 10000):
            code = f"{province}{rest:04}"
            if len(table.info(code)) == 2 and "county" in table.info(code)[1][1]:
                found.append(code)
    random.shuffle(found)
    return found


def resident_numbers(random, count):
    places = counties(random)
    assert len(places) > 3000, len(places)
    first, days = datetime.date(1900, 1, 1), (TODAY - datetime.date(1900, 1, 1)).days
    for n in range(count):
        birth = first + datetime.timedelta(days=random.randint(0, days))
        body = f"{random.choice(places)}{birth:%Y%m%d}{random.randint(0, 999):03}"
        number = body + ric.calc_check_digit(body + "0")
        at, digit = random.randrange(18), random.choice("0123456789")
        yield random.choice([
            number,
            number,
            number.lower(),
            number[:17] + random.choice("0123456789X"),
            number[:at] + digit + number[at + 1:],
            number[:at] + random.choice("ABXxO-") + number[at + 1:],
            number[:at] + number[at + 1:],
            number[:at] + digit + number[at:],
            number[:10] + f"{random.randint(0, 19):02}{random.randint(0, 39):02}" + number[14:],
        ])


def credit_codes(random, count):
    for n in range(count):
        body = random.choice(["91", "92", "93", "52", "12"]) + f"{random.randint(0, 999999):06}"
        body += "".join(random.choice(USCC_ALPHABET) for _ in range(9))
        code = body + uscc.calc_check_digit(body)
        at = random.randrange(8, 18)
        yield random.choice([
            code,
            code,
            code.lower(),
            code[:17] + random.choice(USCC_ALPHABET),
            code[:at] + random.choice(USCC_ALPHABET) + code[at + 1:],
            code[:at] + random.choice("IOSVZ*") + code[at + 1:],
            code[:at] + code[at + 1:],
            code[:at] + random.choice(USCC_ALPHABET) + code[at:],
        ])


def expected_resident_number(text):
    """What cn.ric says, but for the place and with today."""
    try:
        number = ric.validate(text)
    except InvalidComponent:
        number = ric.compact(text)
        try:
            ric.get_birth_date(number)
        except InvalidComponent:
            return None
    except ValidationError:
        return None
    return number if ric.get_birth_date(number) <= TODAY else None


def expected_credit_code(text):
    try:
        return uscc.validate(text)
    except ValidationError:
        return None


def amounts(random, count):
    for n in range(count):
        fen = random.randint(-10 ** random.randint(1, 14) + 1, 10 ** random.randint(1, 14) - 1)
        yuan = Decimal(fen).scaleb(-2)
        sign, size = ("-" if fen < 0 else ""), abs(yuan)
        text = random.choice([
            f"{yuan:.2f}", f"{yuan:,.2f}", f"{sign}￥{size:,.2f}", f"{yuan:.4f}元",
            f"({size:,.2f})" if fen < 0 else f"{size}", f"{yuan.scaleb(-4):.6f}万元", f"{yuan:e}",
        ])
        yield text, f"{yuan + 0:.2f}"


def dates(random, count):
    for n in range(count):
        date = datetime.date(random.randint(1850, 2200), random.randint(1, 12), random.randint(1, 28))
        serial = (date - datetime.date(1899, 12, 30)).days
        yield random.choice([
            f"{date:%Y-%m-%d}", f"{date:%Y/%m/%d}", f"{date:%Y.%m.%d}", f"{date:%Y%m%d}", f"{date.year}年{date.month}月{date.day}日",
            f"{date.year}-{date.month}-{date.day}", f"{date:%Y-%m-%d} 23:59:59", str(serial) if 20000 <= serial <= 80000 else f"{date}",
        ]), date.isoformat()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--count", type=int, default=20000)
    arguments = arguments.parse_args()
    chance = random.Random(arguments.seed)

    questions, expected = [], []

    def expect(kind, text, value):
        questions.append((kind, text))
        expected.append(value)

    for text in [*RIC_VECTORS, *resident_numbers(chance, arguments.count)]:
        expect("resident_number", text, expected_resident_number(text))
    for text in [*USCC_VECTORS, *credit_codes(chance, arguments.count)]:
        expect("credit_code", text, expected_credit_code(text))
    day = datetime.date(2019, 1, 1)
    while day.year <= 2026:
        expect("working_day", day.isoformat(), str(chinese_calendar.is_workday(day)).lower())
        day += datetime.timedelta(days=1)
    for text, value in amounts(chance, arguments.count):
        expect("money", text, value)
    for text, value in dates(chance, arguments.count):
        expect("date", text, value)

    # Wanted: a code that cn.uscc refuses for its first character.
    rural = "N2370302MF1234567"
    rural += uscc.calc_check_digit(rural)
    assert expected_credit_code(rural) is None
    expect("credit_code", rural, rural)

    wrong, counts = 0, {}
    for (kind, text), value, answer in zip(questions, expected, Ours().ask(questions)):
        ours = answer[1] if answer[0] == "ok" else None
        good, bad = counts.get(kind, (0, 0))
        counts[kind] = (good + (value is not None), bad + (value is None))
        if ours != value:
            wrong += 1
            if wrong <= 20:
                print(f"{kind} {text!r}: expected {value!r}, found {answer!r}")
    for kind, (good, bad) in counts.items():
        print(f"{kind}: {good} valid, {bad} invalid compared")
    if wrong:
        sys.exit(f"{wrong} differences")
    print("no difference")


if __name__ == "__main__":
    main()
