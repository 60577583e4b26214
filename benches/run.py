"""Measures qingyuan beside DuckDB and Polars, and writes what came out into docs/benchmarks.md.

Every figure is of whole processes; the programs that are compared take turns within one run, every run counts, and a ratio is that of two
neighbours. No time is asserted: what is asserted is that all of them did the same work.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import ledger
import measure
import report

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BENCH = ROOT / "target" / "bench"
THREADS = 2
AS_OF = "2022-12-31"
GIB = 1 << 30


class Bench:
    """Where things are, and how often they run."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.runs = asked.runs
        self.people = asked.people
        self.rows = asked.rows
        self.binary = Path(asked.binary).resolve()
        self.packs = Path(asked.packs).resolve()
        self.python = BENCH / "venv" / "bin" / "python"
        self.date = asked.date
        self.document = ROOT / "docs" / "benchmarks.md"

    def qingyuan(self, data: Path | None, *words) -> list:
        """A command of ours."""
        place = ["--data-dir", data] if data else []
        return [self.binary, "--packs", self.packs, *place, "--threads", THREADS, "--json", *words]

    def peer(self, *words) -> list:
        """A command of a peer."""
        return [self.python, HERE / "peers.py", *words]

    def alternate(self, name: str, pairs: dict) -> dict[str, list[measure.Run]]:
        """Runs the commands in turn; the first round only warms the page cache and is not counted."""
        found: dict[str, list[measure.Run]] = {label: [] for label in pairs}
        for round_ in range(self.runs + 1):
            for label, begin in pairs.items():
                done = begin()
                if round_:
                    found[label].append(done)
                say(f"({name}) {'warm-up' if not round_ else f'{round_}/{self.runs}'} {label}: {done.seconds:.2f} s, {done.peak_mib:.0f} MiB")
        return found

    def put(self, section: str, text: str) -> None:
        """Writes a section's results, and says them."""
        load = os.getloadavg()
        text = f"Measured on {self.date}; load average at the end {load[0]:.1f}.\n\n{text}"
        report.put(self.document, section, text)
        print(f"\n{text}\n")


def say(text: str) -> None:
    """Progress."""
    print(text, file=sys.stderr, flush=True)


def same(what: str, a, b) -> None:
    """Stops the comparison when the programs did not do the same."""
    if a != b:
        raise SystemExit(f"{what}: {a} against {b}: the programs did not do the same work")


def fresh(*parts) -> Path:
    """An empty place."""
    place = BENCH.joinpath("run", *parts)
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def copy(data: Path, name: str) -> Path:
    """A data folder of its own; the batches' files are never changed, so they are shared."""
    def link(source: str, target: str) -> None:
        if source.endswith(".parquet"):
            os.link(source, target)
        else:
            shutil.copy2(source, target)

    place = fresh(name)
    shutil.copytree(data, place, copy_function=link)
    return place


def inputs(bench: Bench, *words) -> None:
    """Makes an input where it is not there."""
    subprocess.run([bench.python, HERE / "inputs.py", *(str(word) for word in words)], check=True)


def district(bench: Bench, people: int, months: int, monthly: bool = False) -> Path:
    """The files of a made-up district."""
    place = BENCH / f"district-{people}-{months}{'-monthly' if monthly else ''}"
    if not (place / "truth.csv").exists():
        shutil.rmtree(place, ignore_errors=True)
        say(f"making a district of {people} people and {months} months")
        layout = ["--monthly"] if monthly else []
        measure.run(bench.qingyuan(None, "synth", "--people", people, "--months", months, "--style", "plain", *layout, "--out", place))
    return place / "files"


def imported(bench: Bench, files: list[Path], name: str) -> Path:
    """A data folder with these files in it."""
    say(f"importing into {name}")
    data = fresh(name)
    measure.run(bench.qingyuan(data, "import", *files))
    return data


def import_of_a_file(bench: Bench) -> None:
    """(a) Five million payment rows from CSV."""
    file = BENCH / f"payments-{bench.rows}.csv"
    inputs(bench, "payments", file, bench.rows)

    def ours() -> measure.Run:
        return measure.run(bench.qingyuan(fresh("a"), "import", "--dataset", "pension_payments", file))

    def parquet() -> measure.Run:
        return measure.run(bench.peer("duckdb-parquet", file, fresh("a.parquet")))

    found = bench.alternate("a", {
        "qingyuan": ours,
        "duckdb": lambda: measure.run(bench.peer("duckdb-import", file)),
        "duckdb-parquet": parquet,
        "polars": lambda: measure.run(bench.peer("polars-import", file), env={"POLARS_MAX_THREADS": str(THREADS)}),
    })
    for done in found["qingyuan"]:
        same("rows of ours", done.json()["files"][0]["accepted"], bench.rows)
    for peer in ("duckdb", "duckdb-parquet", "polars"):
        for done in found[peer]:
            same(f"rows of {peer}", done.json()["rows"], bench.rows)
    labels = {
        "qingyuan": "qingyuan import: recognised, every cell checked, digest, sorted, Parquet on disk",
        "duckdb": "DuckDB: typed table in memory",
        "duckdb-parquet": "DuckDB: typed, sorted, Parquet on disk",
        "polars": "Polars: typed frame in memory",
    }
    times = {label: [done.seconds for done in runs] for label, runs in found.items()}
    rows = [[
        text, report.seconds(times[label]), "" if label == "qingyuan" else report.ratio(times["qingyuan"], times[label]),
        f"{measure.median([done.processor_seconds for done in found[label]]):.2f} s", report.mib([done.peak_mib for done in found[label]]),
    ] for label, text in labels.items()]
    size = measure.disk_mib(file)
    bench.put("a", f"{bench.rows:,} rows, {size:,.0f} MiB.\n\n" + report.table(
        ["", "whole process, median (range)", "qingyuan ÷ this, median of pairs (range)", "processor time", "peak memory"], rows))


def screening(bench: Bench) -> None:
    """(b) All rules of the pack over a district."""
    data = imported(bench, [district(bench, bench.people, 12)], "b-base")

    def ours() -> measure.Run:
        place = copy(data, "b")
        return measure.run(bench.qingyuan(place, "screen", "--afresh", "--pack", "subsidies", "--as-of", AS_OF))

    def duckdb() -> measure.Run:
        return measure.run(bench.peer("duckdb-rules", data / "lake", bench.packs / "subsidies", AS_OF))

    found = bench.alternate("b", {"qingyuan": ours, "duckdb": duckdb})
    answers = [{line["rule"]: line for line in done.json()["rules"]} for done in found["qingyuan"]]
    theirs = [done.json() for done in found["duckdb"]]
    for mine, other in zip(answers, theirs, strict=True):
        for rule, line in mine.items():
            same(f"hits of {rule}", line["not_evaluated"] or line["hits"], other[rule].get("hits", other[rule]))
    rows = []
    for rule in answers[0]:
        mine, other = [a[rule]["elapsed_ms"] for a in answers], [1000 * t[rule]["seconds"] for t in theirs]
        rows.append([rule, f"{answers[0][rule]['hits']:,}", f"{measure.median(mine):.0f}", f"{measure.median(other):.0f}",
                     f"{measure.median([a / b for a, b in zip(mine, other, strict=True)]):.2f}"])
    mine, other = [done.json()["rules_elapsed_ms"] / 1000 for done in found["qingyuan"]], [sum(r["seconds"] for r in t.values()) for t in theirs]
    ledger = [done.json()["elapsed_ms"] / 1000 - sum_ for done, sum_ in zip(found["qingyuan"], mine, strict=True)]
    whole = {label: [done.seconds for done in runs] for label, runs in found.items()}
    processor = {label: [done.processor_seconds for done in runs] for label, runs in found.items()}
    peak = {label: report.mib([done.peak_mib for done in runs]) for label, runs in found.items()}
    summary = report.table(["", "qingyuan", "DuckDB", "ratio, median of pairs (range)"], [
        ["all rules, from the first one's start to the last one's end, in the process", report.seconds(mine), report.seconds(other), report.ratio(mine, other)],
        ["beside them: leads, register's names, ledger", report.seconds(ledger), "", ""],
        ["whole process", report.seconds(whole["qingyuan"]), report.seconds(whole["duckdb"]), report.ratio(whole["qingyuan"], whole["duckdb"])],
        ["processor time of the whole process", report.seconds(processor["qingyuan"]), report.seconds(processor["duckdb"]),
         report.ratio(processor["qingyuan"], processor["duckdb"])],
        ["peak memory", peak["qingyuan"], peak["duckdb"], ""],
    ])
    batches = [json.loads(path.read_text()) for path in (data / "lake").glob("*/*.json")]
    size = f"{bench.people:,} people, 12 months, {sum(b['accepted'] for b in batches):,} rows, {measure.disk_mib(data / 'lake'):,.0f} MiB of Parquet."
    beside = f"Ours runs {THREADS} rules at once, each on one thread, the one that reads most first; DuckDB runs one rule after the other, each on {THREADS}."
    bench.put("b", f"{size} Every rule gave the same number of hits in both. {beside}\n\n{summary}\n\n"
              + report.table(["rule", "hits", "qingyuan, ms on one thread", "DuckDB, ms on two", "ratio"], rows))


def another_month(bench: Bench) -> None:
    """(c) Screening again after one more month has arrived."""
    files = district(bench, bench.people, 12, monthly=True)
    last = files / "2022-12"
    before = sorted(path for path in files.iterdir() if path != last)
    data = imported(bench, before, "c-base")
    measure.run(bench.qingyuan(data, "screen", "--pack", "subsidies", "--as-of", "2022-11-30"))
    measure.run(bench.qingyuan(data, "import", last))

    def screen(*words) -> measure.Run:
        return measure.run(bench.qingyuan(copy(data, "c"), "screen", *words, "--pack", "subsidies", "--as-of", AS_OF))

    found = bench.alternate("c", {"again": lambda: screen(), "afresh": lambda: screen("--afresh")})
    for again, afresh in zip(found["again"], found["afresh"], strict=True):
        for a, b in zip(again.json()["rules"], afresh.json()["rules"], strict=True):
            same(f"leads of {a['rule']}", (a["hits"], a["leads"], a["amount"]), (b["hits"], b["leads"], b["amount"]))
    again, afresh = [[done.seconds for done in found[label]] for label in ("again", "afresh")]
    rules = [[done.json()["rules_elapsed_ms"] / 1000 for done in found[label]] for label in ("again", "afresh")]
    processor = [[done.processor_seconds for done in found[label]] for label in ("again", "afresh")]
    bench.put("c", report.table(["", "after the new month", "everything anew", "ratio, median of pairs (range)"], [
        ["rules, in the process", report.seconds(rules[0]), report.seconds(rules[1]), report.ratio(rules[0], rules[1])],
        ["whole process", report.seconds(again), report.seconds(afresh), report.ratio(again, afresh)],
        ["processor time", report.seconds(processor[0]), report.seconds(processor[1]), report.ratio(*processor)],
        ["peak memory", report.mib([d.peak_mib for d in found["again"]]), report.mib([d.peak_mib for d in found["afresh"]]), ""],
    ]))


def check_before_pay(bench: Bench) -> None:
    """(d) Check before pay of a batch of 100,000 rows."""
    files = district(bench, bench.people, 12)
    data = imported(bench, [files], "d-base")
    batch = BENCH / f"batch-{bench.people}.csv"
    inputs(bench, "batch", files, batch, 100_000)
    out = BENCH / "run" / "verdicts.xlsx"
    found = bench.alternate("d", {"precheck": lambda: measure.run(
        bench.qingyuan(copy(data, "d"), "precheck", "pension_payments", batch, "--out", out, "--as-of", "2023-01-31"))})["precheck"]
    said = found[0].json()
    same("rows in quarantine", said["unreadable"], 0)
    text = f"{said['rows']:,} rows against {bench.people:,} people and 12 months, rules {', '.join(said['rules'])}; {said['hit']:,} rows hit."
    bench.put("d", text + "\n\n" + report.table(["whole process, median (range)", "peak memory"], [
        [report.seconds([done.seconds for done in found]), report.mib([done.peak_mib for done in found])]]))


def big(bench: Bench) -> None:
    """A million people and fifty million rows on two cores and eight GiB."""
    files = district(bench, 1_000_000, 26)
    data = fresh("big")
    taken = measure.run(bench.qingyuan(data, "import", files), data_limit=8 * GIB)
    say(f"(big) import: {taken.seconds:.0f} s, {taken.peak_mib:.0f} MiB")
    rows = sum(file["accepted"] for file in taken.json()["files"])
    screened = measure.run(bench.qingyuan(data, "screen", "--pack", "subsidies", "--as-of", "2023-12-31"), data_limit=8 * GIB)
    lines = screened.json()["rules"]
    failed = [f"{line['rule']}: {line['not_evaluated']}" for line in lines if line["not_evaluated"]]
    text = f"1,000,000 people, 26 months, {rows:,} rows; {measure.disk_mib(files):,.0f} MiB of CSV. " + (
        f"Not evaluated: {'; '.join(failed)}." if failed else f"All {len(lines)} rules answered: {sum(l['leads'] for l in lines):,} leads.")
    bench.put("big", text + "\n\n" + report.table(["", "time", "rows/s", "peak memory", "data folder"], [
        ["import", f"{taken.seconds:.0f} s", f"{rows / taken.seconds:,.0f}", report.mib([taken.peak_mib]), f"{measure.disk_mib(data / 'lake'):,.0f} MiB"],
        ["screen", f"{screened.seconds:.0f} s", f"{rows / screened.seconds:,.0f}", report.mib([screened.peak_mib]), f"{measure.disk_mib(data):,.0f} MiB"],
    ]))


def lists_of_the_ledger(bench: Bench) -> None:
    """(ledger) Lists, counts and pages over HTTP, of a ledger of many years."""
    issues, leads = 200_000, 2_000_000
    say(f"making a ledger of {issues:,} issues and {leads:,} leads where it is not there")
    served = ledger.prepared(bench.binary, BENCH / "ledger", issues, leads)
    try:
        found = ledger.asked_of(served, max(bench.runs, 20))
    finally:
        served.stop()
    beside = ledger.ideal(served, BENCH / "ideal.db", max(bench.runs, 20))
    at = lambda times, part: sorted(times)[min(len(times) - 1, int(len(times) * part))]
    roles = {"supervisor": "supervisor, everything", "head": "head of a department", "town": "town", "village": "village"}
    summary = [[text, f"{sum(login == who for who, _ in found)}", f"{at(every, 0.5):.1f}", f"{at(every, 0.95):.1f}", f"{max(every):.1f}",
                f"{sum(measure.median(times) > 100 for (who, _), times in found.items() if who == login)}"]
               for login, text in roles.items() for every in [[t for (who, _), times in found.items() if who == login for t in times]]]
    slowest = sorted(found.items(), key=lambda entry: -measure.median(entry[1]))[:15]
    slow = [[roles[login].split(",")[0], name, f"{measure.median(times):.1f}", f"{at(times, 0.95):.1f}", f"{max(times):.1f}"] for (login, name), times in slowest]
    pages = [[name, f"{measure.median(times):.1f}", f"{at(times, 0.95):.1f}", f"{max(times):.1f}"] for (_, name), times in found.items() if "page 1,000" in name]
    compared = [[name, f"{measure.median(found['supervisor', name]):.2f}", f"{peer:.2f}", f"{measure.median(found['supervisor', name]) / peer:.1f}"] for name, peer in beside.items()]
    size = measure.disk_mib(BENCH / "ledger" / "data" / "qingyuan.db")
    bench.put("ledger", f"{issues:,} issues, {leads:,} leads with a hit each; {size:,.0f} MiB. {len(found)} questions, each {max(bench.runs, 20)} times, "
              f"whole requests, in milliseconds.\n\n"
              + report.table(["who asks", "questions", "p50", "p95", "max", "questions whose median is over 100 ms"], summary)
              + "\n\nThe slowest:\n\n" + report.table(["who", "question", "p50", "p95", "max"], slow)
              + "\n\nFar behind the first page:\n\n" + report.table(["question", "p50", "p95", "max"], pages)
              + "\n\nBeside SQLite asked directly, without HTTP, session and scope, each question with an index of its own:\n\n"
              + report.table(["question", "request", "SQLite", "ratio"], compared))


def under_load(bench: Bench) -> None:
    """(load) A hundred clients for a minute, with kills."""
    rows = []
    asked = [sys.executable, ROOT / "tests" / "load" / "soak.py", "--binary", bench.binary]
    for words in ([], ["--kills", "0"]):
        told = measure.run([*asked, *words]).json()
        writes = {kind: times for kind, times in told["times"].items() if not kind.startswith("read")}
        reads = {kind: times for kind, times in told["times"].items() if kind.startswith("read")}
        worst = lambda kinds, part: max(times[part] for times in kinds.values())
        rows.append([told["store"], told["kills"], f"{told['writes'] / told['seconds']:,.0f}", f"{told['reads'] / told['seconds']:,.0f}",
                     f"{worst(writes, 'p50'):.0f} / {worst(writes, 'p95'):.0f} / {worst(writes, 'max'):.0f}",
                     f"{worst(reads, 'p50'):.0f} / {worst(reads, 'p95'):.0f} / {worst(reads, 'max'):.0f}", told["unanswered"], told["number_of_faults"]])
    bench.put("load", report.table(
        ["store", "kills", "writes/s", "reads/s", "slowest kind of write, ms: p50 / p95 / max", "slowest kind of read, ms: p50 / p95 / max",
         "requests without an answer", "faults"], rows))


def prepare(bench: Bench) -> None:
    """The peers, in an environment of their own."""
    wanted = (HERE / "requirements.txt").read_text()
    stamp = BENCH / "venv" / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        say("installing DuckDB and Polars")
        venv.create(BENCH / "venv", with_pip=True, clear=True)
        subprocess.run([bench.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements.txt"], check=True)
        stamp.write_text(wanted)


def conditions(bench: Bench) -> None:
    """What it was measured on."""
    found = measure.machine()
    version = measure.run([bench.binary, "--version"]).out.strip()
    peers = ", ".join(line.replace("==", " ") for line in (HERE / "requirements.txt").read_text().split())
    report.put(bench.document, "machine", report.table(["", ""], [
        ["date", bench.date],
        ["processor", f"{found['processor']}, {found['cores']} cores"],
        ["memory", found["memory"]],
        ["system", found["system"]],
        ["program", f"{version}, {bench.binary.parent.name} profile"],
        ["peers", f"{peers}, Python {sys.version.split()[0]}"],
        ["threads", f"{THREADS} for every program"],
        ["runs", f"{bench.runs} each, after one that warms the page cache"],
    ]))


def main() -> None:
    """Does what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="a,b,c,d,ledger,load", help="which of a, b, c, d, ledger, load")
    parser.add_argument("--big", action="store_true", help="a million people and fifty million rows as well")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=5_000_000, help="payment rows of (a)")
    parser.add_argument("--people", type=int, default=300_000, help="people of (b), (c) and (d)")
    parser.add_argument("--date", default=datetime.date.today().isoformat(), help="the date to write down")
    parser.add_argument("--binary", default=ROOT / "target" / "debug" / "qingyuan")
    parser.add_argument("--packs", default=ROOT / "packs")
    asked = parser.parse_args()
    parts = {"a": import_of_a_file, "b": screening, "c": another_month, "d": check_before_pay, "ledger": lists_of_the_ledger, "load": under_load}
    chosen = [part for part in asked.only.split(",") if part]
    if unknown := [part for part in chosen if part not in parts]:
        parser.error(f"there is no {', '.join(unknown)}")
    BENCH.mkdir(parents=True, exist_ok=True)
    bench = Bench(asked)
    if asked.big or set(chosen) - {"ledger", "load"}:
        prepare(bench)
        conditions(bench)
    for part in chosen:
        parts[part](bench)
    if asked.big:
        big(bench)
    shutil.rmtree(BENCH / "run", ignore_errors=True)


if __name__ == "__main__":
    main()
