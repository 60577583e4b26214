"""Many clients at once that read and write, while the program is killed: nothing that was answered for is lost, nothing is there twice, and
nothing is half there.

    python3 tests/load/soak.py                                        # a hundred clients for a minute: `make soak`
    python3 tests/load/soak.py --clients 8 --seconds 6 --kills 2      # short, as in `make test`

The ledger is a file, or with --postgres a database of its own on that server; the program is killed, the database is not. A client that
gets no answer does not know whether it was done: it asks again under the same key, or looks at the record's version. What it was answered is
written down, and held against the ledger at the end.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from served import Answer, Client, Served, Unreachable  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
READS = [
    "/api/v1/issues", "/api/v1/issues?order=due&open=true", "/api/v1/issues?state=assigned&order=changed", "/api/v1/issues/counts", "/api/v1/issues?q=道路",
    "/api/v1/complaints", "/api/v1/complaints/counts", "/api/v1/leads", "/api/v1/leads?state=new", "/api/v1/lead-queues", "/api/v1/figures/complaints",
]


class Books:
    """What the clients were answered."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.issues: dict[str, int] = {}
        self.complaints: dict[str, int] = {}
        self.versions: dict[tuple[str, int, int], str] = {}
        self.times: dict[str, list[float]] = defaultdict(list)
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.faults: list[str] = []
        self.broken: list[tuple[float, float]] = []

    def fault(self, text: str) -> None:
        """Something that must not be."""
        with self.lock:
            self.faults.append(text)

    def entered(self, book: dict[str, int], key: str, number: int) -> None:
        """A record was made under a key, for the first time or once more."""
        with self.lock:
            if book.setdefault(key, number) != number:
                self.faults.append(f"key {key} made {book[key]} and {number}")

    def stepped(self, kind: str, number: int, version: int, step: str) -> None:
        """A step made a version: only one step can have made it."""
        with self.lock:
            if self.versions.setdefault((kind, number, version), step) != step or not step:
                self.faults.append(f"{kind} {number} version {version} was made by two steps")


class Worker(threading.Thread):
    """A client."""

    def __init__(self, soak: Soak, number: int) -> None:
        super().__init__(name=f"client {number}")
        self.soak, self.books = soak, soak.books
        self.chance = random.Random(soak.asked.seed * 1000 + number)
        self.clients = {login: Client(soak.served.port, cookie) for login, cookie in soak.cookies.items()}
        self.mine: list[int] = []

    def run(self) -> None:
        while not self.soak.over.is_set():
            try:
                act = self.chance.choices([self.enter_issue, self.enter_complaint, self.step_issue, self.step_lead, self.read], [20, 10, 25, 10, 35])[0]
                act()
            except Exception as error:  # noqa: BLE001 - whatever it is, the run has failed, and says with what
                self.books.fault(f"{self.name}: {error!r}")
                return

    def ask(self, login: str, kind: str, method: str, path: str, body=None, headers=None) -> Answer:
        """Asks once."""
        began = time.monotonic()
        try:
            answer = self.clients[login].ask(method, path, body, headers)
        except Unreachable as broken:
            with self.books.lock:
                self.books.broken.append((broken.since, time.monotonic()))
            raise
        with self.books.lock:
            self.books.times[kind].append(time.monotonic() - began)
            self.books.statuses[kind, answer.status] += 1
        if answer.status >= 500:
            self.books.fault(f"{method} {path}: {answer.status} {answer.body[:300]!r}")
        return answer

    def until_answered(self, login: str, kind: str, method: str, path: str, body=None, headers=None) -> Answer:
        """Asks until there is an answer: for what can be asked twice."""
        while True:
            try:
                return self.ask(login, kind, method, path, body, headers)
            except Unreachable:
                time.sleep(0.02)

    def key(self) -> str:
        """A word that nobody else has, of letters alone: long rows of digits are masked in answers."""
        return "".join(self.chance.choices("abcdefghijkmnpqrstuvwxyz", k=24))

    def enter_issue(self) -> None:
        """Enters an issue under a key; now and then once more, though it was answered."""
        key = self.key()
        body = {"head": {"title": f"田间道路 {key}", "priority": "rural", "place": {"town": "东岭镇"}}, "source": "transfer", "description": "路面破损", "amount": 100}
        for _ in range(self.chance.choice([1, 1, 1, 2])):
            answer = self.until_answered("supervisor", "enter an issue", "POST", "/api/v1/issues", body, {"idempotency-key": key})
            if answer.status != 201:
                self.books.fault(f"an issue was not entered: {answer.status} {answer.body!r}")
                return
            self.books.entered(self.books.issues, key, answer.json()["id"])
        self.mine.append(answer.json()["id"])
        with self.books.lock:
            self.soak.common.append(answer.json()["id"])

    def enter_complaint(self) -> None:
        """Takes in a complaint: as a ticket of the hotline, of which the same number twice is one complaint."""
        key = self.key()
        complaint = {"head": {"title": f"来电 {key}"}, "channel": "hotline", "class": "appeal", "reporter": "anonymous", "text": "路灯不亮"}
        ticket = {"system": "12345", "number": key, "class": "complaint", "called_at": "2026-03-05T01:00:00Z", "state": "新建", "intake": {"complaint": complaint}}
        answer = self.until_answered("supervisor", "enter a complaint", "POST", "/api/v1/hotline/tickets", ticket)
        if answer.status != 200:
            self.books.fault(f"a ticket was not taken: {answer.status} {answer.body!r}")
            return
        self.books.entered(self.books.complaints, key, answer.json()["complaint"])

    def step_issue(self) -> None:
        """Takes the next step with an issue of one's own, or with one that others are at as well."""
        with self.books.lock:
            common = self.soak.common[-200:]
        pool = self.mine if self.mine and self.chance.random() < 0.7 else common
        if pool:
            number = self.chance.choice(pool)
            issue = self.until_answered("supervisor", "read an issue", "GET", f"/api/v1/issues/{number}").json()
            login, step = {
                "registered": ("supervisor", {"step": "assign", "department": "区民政局"}),
                "assigned": ("head", {"step": "accept", "owner": "staff"}),
                "accepted": ("head", {"step": "start", "measures": "限期修复"}),
            }.get(issue["state"], ("staff", {"step": "progress", "text": "已修复一段"}))
            self.step(login, "issue", f"/api/v1/issues/{number}", number, issue["version"], step)

    def step_lead(self) -> None:
        """Gives a lead to a department, and has it verified."""
        number = self.chance.randint(1, 500)
        lead = self.until_answered("supervisor", "read a lead", "GET", f"/api/v1/leads/{number}").json()["lead"]
        step = {
            "new": ("supervisor", {"step": "assign", "department": "区民政局", "due_on": None}),
            "assigned": ("staff", {"step": "start_verifying"}),
        }.get(lead["state"])
        if step:
            self.step(step[0], "lead", f"/api/v1/leads/{number}", number, lead["version"], step[1])

    def step(self, login: str, kind: str, place: str, number: int, version: int, step: dict) -> None:
        """A step on the version that was seen. Without an answer nothing is known of it; the version says whether it was done, by anybody."""
        try:
            answer = self.ask(login, f"step an {kind}" if kind == "issue" else f"step a {kind}", "POST", f"{place}/steps", step, {"if-match": f'"v{version}"'})
        except Unreachable:
            return
        if answer.status == 200:
            made = answer.json()["version"]
            if made != version + 1:
                self.books.fault(f"{kind} {number}: a step on version {version} made version {made}")
            self.books.stepped(kind, number, made, f"{self.name} {uuid.uuid4()}")
        elif answer.status not in (409, 412):
            self.books.fault(f"{kind} {number} {step}: {answer.status} {answer.body!r}")

    def read(self) -> None:
        """Reads a list."""
        login = self.chance.choice(["supervisor", "supervisor", "head", "town"])
        try:
            answer = self.ask(login, "read a list", "GET", "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in self.chance.choice(READS)))
        except Unreachable:
            time.sleep(0.02)
            return
        if answer.status != 200:
            self.books.fault(f"a list: {answer.status} {answer.body!r}")


class Soak:
    """A run."""

    def __init__(self, asked: argparse.Namespace, folder: Path) -> None:
        self.asked = asked
        self.served = Served(asked.binary.resolve(), folder, database(asked.postgres) if asked.postgres else None)
        self.books, self.over = Books(), threading.Event()
        self.common: list[int] = []
        self.cookies: dict[str, str] = {}
        self.down: list[tuple[float, float]] = []

    def run(self) -> dict:
        """Makes the district, lets the clients in, kills the program at moments by chance, and looks at what is there."""
        self.served.make()
        self.cookies = {login: self.served.sign_in(login) for login in ("supervisor", "head", "staff", "town", "auditadmin")}
        workers = [Worker(self, number) for number in range(self.asked.clients)]
        chance = random.Random(self.asked.seed)
        moments = sorted(chance.uniform(0.1, 0.95) * self.asked.seconds for _ in range(self.asked.kills))
        began = time.monotonic()
        for worker in workers:
            worker.start()
        for moment in moments:
            time.sleep(max(0.0, began + moment - time.monotonic()))
            before = time.monotonic()
            self.served.kill()
            self.served.start()
            self.down.append((before, time.monotonic()))
        time.sleep(max(0.0, began + self.asked.seconds - time.monotonic()))
        self.over.set()
        for worker in workers:
            worker.join(120)
        took = time.monotonic() - began
        self.look()
        self.served.stop()
        self.served.run("audit", "verify")
        return self.told(took)

    def look(self) -> None:
        """Holds the ledger against the books."""
        books = self.books
        # A connection that outlived the program breaks when it is used next.
        unmeant = [since for since, until in books.broken if not any(since <= end and begin <= until for begin, end in self.down)]
        if unmeant:
            books.fault(f"{len(unmeant)} connections broke though the program was not killed while they were open")
        supervisor = Client(self.served.port, self.cookies["supervisor"])
        for kind, book in (("issues", books.issues), ("complaints", books.complaints)):
            lines = everything(supervisor, f"/api/v1/{kind}")
            keys = Counter(line["title"].split(" ")[1] for line in lines)
            if twice := [key for key, times in keys.items() if times > 1]:
                books.fault(f"{kind} that are there twice: {twice[:5]}")
            if lost := [key for key in book if key not in keys]:
                books.fault(f"{len(lost)} {kind} that were answered for are not there: {lost[:5]}")
            if extra := [key for key in keys if key not in book]:
                books.fault(f"{len(extra)} {kind} are there that nobody was answered for, though everybody asked until they were: {extra[:5]}")
            counts = supervisor.ask("GET", f"/api/v1/{kind}/counts").json()
            by_state = Counter(line["state"] for line in lines)
            if {count["state"]: count["count"] for count in counts} != dict(by_state):
                books.fault(f"{kind} counted by state {counts}, and one by one {by_state}")
            self.whole(kind, lines)
        leads = everything(supervisor, "/api/v1/leads")
        self.whole("leads", [lead for lead in leads if lead["version"] > 1])
        open_leads = Counter(lead["assignment"]["department"] for lead in leads if lead["state"] in ("assigned", "verifying"))
        queues = Counter()
        for queue in supervisor.ask("GET", "/api/v1/lead-queues").json():
            queues[queue["department"]] += queue["open"]
        if queues != open_leads:
            books.fault(f"leads in queues {queues}, and one by one {open_leads}")

    def whole(self, kind: str, lines: list[dict]) -> None:
        """Each version of each record has its event, and each step that was answered for is among them."""
        books, todo = self.books, iter(lines)
        noun = kind.removesuffix("s")

        def look() -> None:
            client = Client(self.served.port, self.cookies["supervisor"])
            while True:
                with books.lock:
                    line = next(todo, None)
                if line is None:
                    return
                events = [event for event in client.ask("GET", f"/api/v1/{kind}/{line['id']}/events").json() if event["kind"].startswith(f"{noun}.")]
                made = [json.loads(event["after"])["version"] for event in events if event["after"] and "version" in json.loads(event["after"])]
                first = 2 if noun == "lead" else 1
                if made != list(range(first, line["version"] + 1)):
                    books.fault(f"{noun} {line['id']} is at version {line['version']}, its events made {made}")

        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        newest = {line["id"]: line["version"] for line in lines}
        with books.lock:
            for (of, number, version), _ in books.versions.items():
                if of == noun and newest.get(number, 0) < version:
                    books.faults.append(f"{noun} {number}: version {version} was answered for, and the ledger has {newest.get(number)}")

    def told(self, took: float) -> dict:
        """What it came to."""
        books = self.books
        times = {kind: sorted(seconds * 1000 for seconds in taken) for kind, taken in books.times.items()}
        writes = sum(len(taken) for kind, taken in times.items() if not kind.startswith("read"))
        reads = sum(len(taken) for kind, taken in times.items() if kind.startswith("read"))
        return {
            "clients": self.asked.clients, "seconds": round(took, 1), "kills": len(self.down), "store": "PostgreSQL" if self.asked.postgres else "SQLite",
            "down": round(max((end - begin for begin, end in self.down), default=0), 2),
            "issues": len(books.issues), "complaints": len(books.complaints), "steps": len(books.versions),
            "refused": sum(n for (_, status), n in books.statuses.items() if status in (409, 412)),
            "writes": writes, "reads": reads, "unanswered": len(books.broken),
            "times": {kind: {"n": len(taken), "p50": round(statistics.median(taken), 1), "p95": round(taken[int(len(taken) * 0.95)], 1), "max": round(taken[-1], 1)}
                      for kind, taken in sorted(times.items())},
            "faults": books.faults[:20], "number_of_faults": len(books.faults),
        }


def everything(client: Client, path: str) -> list[dict]:
    """A whole list, by its pages."""
    lines, after = [], ""
    while True:
        page = client.ask("GET", f"{path}?limit=200{after}").json()
        lines += page["items"]
        if not page["next"]:
            return lines
        after = f"&after={page['next']}"


def database(server: str) -> str:
    """A database of its own on the server."""
    name = f"soak_{uuid.uuid4().hex[:12]}"
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", f"CREATE DATABASE {name}", f"{server}/postgres"], check=True)
    return f"{server}/{name}"


def main() -> None:
    """Runs, tells, and fails where anything was wrong."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--binary", type=Path, default=ROOT / "target/debug/qingyuan")
    asked.add_argument("--clients", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--kills", type=int, default=6)
    asked.add_argument("--seed", type=int, default=20221231)
    asked.add_argument("--postgres", metavar="URL", help="a server on which a database is made")
    asked = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(asked, Path(folder))
        try:
            told = soak.run()
        finally:
            if soak.served.process is not None and soak.served.process.poll() is None:
                soak.served.kill()
    print(json.dumps(told, ensure_ascii=False, indent=1))
    if told["faults"]:
        raise SystemExit(f"{told['number_of_faults']} faults; the first: {told['faults'][0]}")


if __name__ == "__main__":
    main()
