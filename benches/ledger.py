"""A ledger as large as a district's of many years, the lists that people ask of it over HTTP, and the same questions put to SQLite directly.

The rows are those that the program has written itself, many times over: issues that were entered and taken through their steps by the
API, leads that a screening has found. What is varied is what lists go by. There are no events beside the copies.
"""

from __future__ import annotations

import http.client
import json
import random
import shutil
import sqlite3
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from served import Client, Served  # noqa: E402

from sealed import Keys  # noqa: E402

TOWNS = ["东岭镇", "西河镇", "南桥镇", "北山镇", "城关街道", "青石镇", "白马镇", "黄坪乡", "龙泉镇", "石门乡",
         "双溪镇", "柳林镇", "大河镇", "清水镇", "红旗街道", "新民街道", "杨柳镇", "高桥镇", "三合乡", "太平镇"]
VILLAGES = ["前进村", "红星村", "新河村", "大塘村", "上湾村", "下湾村", "石桥村", "柳树村", "南坪村", "北坪村", "东沟村", "西沟村"]
DEPARTMENTS = ["区民政局", "区教体局", "区农业农村局", "区医保局", "区人社局", "区住建局", "区财政局", "区卫健局", "区水利局", "区乡村振兴局", "区残联", "区退役军人局"]
PRIORITIES = ["rural", "education", "medical", "subsidies", "eldercare", None]
SUBJECTS = ["田间道路", "低保金发放", "村集体资产", "食堂采购", "医保报销", "危房改造", "养老补贴", "灌溉水渠", "公益岗位", "惠农补贴", "征地补偿", "厕所改造"]
FAULTS = ["破损未修", "名单有误", "未按期公示", "账目不清", "重复发放", "标准不一", "迟迟未付", "手续不全"]
STATES = ["registered", "assigned", "accepted", "rectifying", "submitted", "closed"]
WEIGHTS = [4, 6, 6, 18, 6, 60]
STEPS = {
    "assigned": ("supervisor", {"step": "assign", "department": "区民政局"}),
    "accepted": ("head", {"step": "accept", "owner": "staff"}),
    "rectifying": ("staff", {"step": "start", "measures": "一周内修复，并公示结果"}),
    "submitted": ("staff", {"step": "submit", "text": "已修复"}),
}


def moment(seconds: float) -> str:
    """As the ledger writes moments."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds * 1e6) % 1_000_000:06d}Z"


def templates(served: Served) -> dict[str, dict]:
    """Issues in every state, entered and taken there by the API: their rows."""
    clients = {login: Client(served.port, served.sign_in(login)) for login in ("supervisor", "head", "staff")}

    def ask(login: str, method: str, path: str, body=None, headers=None):
        answer = clients[login].ask(method, path, body, headers)
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {answer.body.decode()}")
        return answer

    rows = {}
    for upto in [None, *STEPS]:
        head = {"title": "样例", "priority": "rural", "place": {"town": "东岭镇", "village": "东岭镇/前进村"}}
        made = ask("supervisor", "POST", "/api/v1/issues", {"head": head, "source": "transfer", "description": "群众反映路面破损多处，雨后无法通行，影响春耕。" * 3, "amount": 1_250_000})
        place = made.headers["location"]
        for state, (login, step) in STEPS.items():
            if upto is None:
                break
            if step["step"] == "submit":
                step = {**step, "files": [upload(served, clients["staff"].cookie)]}
            tag = ask(login, "GET", place).headers["etag"]
            ask(login, "POST", f"{place}/steps", step, {"if-match": tag})
            if state == upto:
                break
        rows[upto or "registered"] = int(place.rsplit("/", 1)[1])
    return rows


def upload(served: Served, cookie: str) -> str:
    """An evidence file."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port)
    connection.request("POST", "/api/v1/files?name=evidence.pdf", b"%PDF-1.4\n%%EOF\n", {"cookie": cookie, "content-type": "application/octet-stream"})
    return json.loads(connection.getresponse().read())["digest"]


def fill(served: Served, issues: int, leads: int, now: float) -> None:
    """Multiplies what is there."""
    samples = templates(served)
    served.stop()
    database = sqlite3.connect(served.folder / "data/qingyuan.db")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA cache_size = -262144")
    Keys(served.folder / "data").offer(database)
    fill_issues(database, samples, issues, now)
    fill_leads(database, leads)
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def fill_issues(database: sqlite3.Connection, samples: dict[str, int], issues: int, now: float) -> None:
    """Issues of ten years: the older, the likelier closed."""
    chance = random.Random(7)
    columns = [row[1] for row in database.execute("PRAGMA table_info(records)")]
    rows = {}
    for state, number in samples.items():
        found = database.execute(f"SELECT {', '.join(columns)} FROM records WHERE kind = 'issue' AND id = ?", (number,)).fetchone()
        rows[state] = dict(zip(columns, found, strict=True))
    # What is closed owes nothing any more.
    closed = rows["closed"] = dict(rows["submitted"])
    closed.update(state="closed", is_open=0, due_at=None)
    closed["body"] = json.dumps({**json.loads(closed["body"]), "state": "closed", "clocks": []}, ensure_ascii=False)
    first = database.execute("SELECT max(id) FROM records WHERE kind = 'issue'").fetchone()[0]
    insert = f"INSERT INTO records ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    bodies = {state: json.loads(row["body"]) for state, row in rows.items()}
    years = 10 * 365 * 86400

    def made():
        for number in range(first + 1, issues + 1):
            age = 1 - number / issues
            state = chance.choices(STATES, WEIGHTS if age < 0.3 else [0, 0, 0, 1, 0, 99])[0]
            row, body = dict(rows[state]), bodies[state]
            town = chance.choice(TOWNS)
            village = f"{town}/{chance.choice(VILLAGES)}" if chance.random() < 0.8 else None
            entered = now - years * age - chance.random() * 3000
            changed = min(now, entered + chance.random() * 90 * 86400)
            head = {
                "id": number, "number": f"WT{time.gmtime(entered).tm_year}{number:06d}", "version": chance.randint(1, 12),
                "title": f"{town}{chance.choice(VILLAGES)}{chance.choice(SUBJECTS)}{chance.choice(FAULTS)}",
                "priority": chance.choice(PRIORITIES), "campaign": chance.choice([None, None, 1, 2, 3]),
                "department": None if state == "registered" else chance.choice(DEPARTMENTS),
                "owner": None if state in ("registered", "assigned") else f"staff{chance.randint(1, 200)}",
                "entered_at": moment(entered), "changed_at": moment(changed),
            }
            row.update(head, state=state, town=town, village=village, amount=chance.randint(1, 10**8))
            if row["due_at"]:
                # One open issue of ten is overdue.
                row["due_at"] = moment(now + (chance.random() - 0.1) * 60 * 86400)
            place = {"town": town, "village": village, "institution": None, "school": None}
            row["body"] = json.dumps({**body, **head, "place": place, "state": state, "amount": row["amount"]}, ensure_ascii=False)
            yield [row[column] for column in columns]

    database.executemany(insert, made())


def fill_leads(database: sqlite3.Connection, leads: int) -> None:
    """Leads with a hit each: those that were found, over and over, with other subjects, places, states."""
    columns = [row[1] for row in database.execute("PRAGMA table_info(leads)")]
    found = database.execute("SELECT count(*), max(id) FROM leads").fetchone()
    pick = lambda words, salt: "CASE (n * 2654435761 / 64 + %d) %% %d %s END" % (
        salt, len(words), " ".join(f"WHEN {n} THEN '{word}'" for n, word in enumerate(words)))
    town, village, department = pick(TOWNS, 3), pick(VILLAGES, 11), pick(DEPARTMENTS, 5)
    # Of a hundred leads: new 68, assigned 8, verifying 8, confirmed 5, cleared 5, reviewed 3, withdrawn 2, exempted 1.
    chance = "(n * 40503 / 8) % 100"
    given = f"{chance} BETWEEN 68 AND 96"
    concluded = f"{chance} BETWEEN 84 AND 96"
    number = "'3799' || printf('%014d', (n * 3618033988749) % 100000000000000)"
    values = {
        "id": "n", "subject_key": f"subject_key({number})", "subject_sealed": f"seal('lead/' || n || '/subject', {number})", "town": town,
        "village": f"{town} || '/' || {village}",
        "state": f"CASE WHEN {chance} < 68 THEN 'new' WHEN {chance} < 76 THEN 'assigned' WHEN {chance} < 84 THEN 'verifying' WHEN {chance} < 89 THEN 'confirmed' "
                 f"WHEN {chance} < 94 THEN 'cleared' WHEN {chance} < 97 THEN 'reviewed' WHEN {chance} < 99 THEN 'withdrawn' ELSE 'exempted' END",
        "department": f"CASE WHEN {given} THEN {department} END",
        "owner": f"CASE WHEN {given} AND {chance} >= 76 THEN 'staff' || (n % 200 + 1) END",
        "due_on": f"CASE WHEN {given} THEN '2026-12-31' END",
        "verifiers": f"CASE WHEN {concluded} THEN '[\"staff1\"]' ELSE '[]' END",
        "outcome": f"CASE WHEN {chance} BETWEEN 84 AND 88 THEN CASE r.kind WHEN 'owed' THEN 'owed_unpaid' ELSE 'true_error' END WHEN {concluded} THEN 'data_wrong' END",
        "outcome_amount": f"CASE WHEN {chance} BETWEEN 84 AND 88 THEN l.amount END",
        "outcome_text": f"CASE WHEN {concluded} THEN '经核实，登记信息有误，已更正' END",
        "outcome_rule": f"CASE WHEN {concluded} THEN 'digest' END",
        "concluded_by": f"CASE WHEN {concluded} THEN 'staff1' END",
        "concluded_at": f"CASE WHEN {concluded} THEN '2026-03-01T00:00:00.000000Z' END",
        "reviewed_by": f"CASE WHEN {chance} BETWEEN 94 AND 96 THEN 'head' END",
        "reviewed_at": f"CASE WHEN {chance} BETWEEN 94 AND 96 THEN '2026-03-02T00:00:00.000000Z' END",
        "no_longer_matched_on": f"CASE WHEN {chance} BETWEEN 97 AND 98 THEN '2026-03-02' END",
    }
    chosen = ", ".join(values.get(column, f"l.{column}") for column in columns)
    database.execute("CREATE TEMP TABLE sample AS SELECT row_number() OVER (ORDER BY l.id) - 1 AS place, l.id, unseal('lead/' || l.id || '/hit/1', h.detail) AS detail "
                     "FROM leads l JOIN hits h ON h.lead_id = l.id AND h.ordinal = 1")
    for begin in range(found[1] + 1, leads + 1, 200_000):
        end = min(begin + 200_000, leads + 1)
        numbers = f"WITH RECURSIVE number (n) AS (SELECT {begin} UNION ALL SELECT n + 1 FROM number WHERE n < {end - 1}) "
        of = f"FROM number JOIN temp.sample s ON s.place = n % {found[0]} JOIN leads l ON l.id = s.id JOIN rules r ON r.code = l.rule"
        database.execute(f"INSERT INTO leads ({', '.join(columns)}) {numbers} SELECT {chosen} {of}")
        database.execute(f"INSERT INTO hits (lead_id, ordinal, happened_on, amount, sources, detail) {numbers} "
                         f"SELECT n, h.ordinal, h.happened_on, h.amount, h.sources, seal('lead/' || n || '/hit/1', s.detail) {of} JOIN hits h ON h.lead_id = l.id AND h.ordinal = 1")
    database.execute("DROP TABLE temp.sample")


def questions(now: float) -> list[tuple[str, str, str]]:
    """What is asked: of whom, what, at which address."""
    lists = {
        "newest first": "", "by due day": "order=due", "by last change": "order=changed",
        "open": "open=true", "open, by due day": "open=true&order=due", "closed, by due day": "open=false&order=due",
        "state": "state=submitted", "states": "state=registered,assigned,submitted", "states, by due day": "state=accepted,rectifying&order=due",
        "department": "department=区水利局", "department, by last change": "department=区水利局&order=changed", "department and state": "department=区水利局&state=registered",
        "owner": "owner=staff77", "owner, open": "owner=staff77&open=true", "town": "town=黄坪乡", "town, by due day": "town=黄坪乡&order=due",
        "village": "village=黄坪乡/东沟村", "village and state": "village=黄坪乡/东沟村&state=submitted", "priority": "priority=medical",
        "priority, open, by due day": "priority=medical&open=true&order=due", "campaign": "campaign=2", "campaign of nothing": "campaign=99",
        "overdue": "overdue=true", "overdue, by due day": "overdue=true&order=due", "overdue in a town": "overdue=true&town=黄坪乡",
        "text that is often there": "q=水渠", "text that is seldom there": "q=黄坪乡东沟村灌溉水渠手续不全", "text that is nowhere": "q=没有这样的事", "a number": "q=WT2024150000",
        "text in a town": "q=水渠&town=黄坪乡", "text, by due day": "q=食堂&order=due",
    }
    counts = {
        "all": "", "department": "department=区水利局", "town": "town=黄坪乡", "priority": "priority=medical", "overdue": "overdue=true", "campaign": "campaign=2",
        "open": "open=true", "owner": "owner=staff77", "text that is nowhere": "q=没有这样的事",
    }
    leads = {
        "in order": "", "rule": "rule=S08", "rules": "rule=S08,S15,O01", "state": "state=reviewed", "seldom state": "state=exempted", "open states": "state=new,assigned,verifying",
        "rule and state": "rule=S15&state=reviewed", "priority": "priority=subsidies", "priority of nothing": "priority=medical", "kind": "kind=owed", "kind and state": "kind=owed&state=reviewed",
        "priority and state": "priority=subsidies&state=exempted",
    }
    asked = []
    for login in ("supervisor", "head", "town", "village"):
        asked += [(login, f"issues: {name}", f"/api/v1/issues?{query}") for name, query in lists.items()]
        asked += [(login, f"issues counted by state: {name}", f"/api/v1/issues/counts?{query}") for name, query in counts.items()]
        asked += [(login, f"leads: {name}", f"/api/v1/leads?{query}") for name, query in leads.items()]
        asked.append((login, "lead queues", "/api/v1/lead-queues"))
    return asked


def measured(client: Client, path: str, runs: int) -> tuple[list[float], bytes]:
    """Milliseconds of each run, and the last answer."""
    path = "".join(character if character.isascii() else "".join(f"%{byte:02X}" for byte in character.encode()) for character in path)
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        answer = client.ask("GET", path)
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {answer.body.decode()}")
    return took, answer.body


def deep(client: Client, path: str, pages: int) -> str:
    """The address of a page far behind the first, reached by its cursors."""
    after = ""
    for _ in range(pages):
        answer = client.ask("GET", f"{path}{after}")
        following = answer.json()["next"]
        if following is None:
            break
        after = f"&after={following}"
    return f"{path}{after}"


# The same questions to SQLite from Python, in the process and without a scope, each with an index made for it alone: nothing that is asked by
# many people in many ways can be as fast. Name of the question, index, statement.
COLUMNS = "id, number, version, title, state, is_open, priority, campaign, department, owner, town, village, amount, due_at, entered_at, changed_at"
IDEAL = {
    "issues: newest first": ("records (id)", f"SELECT {COLUMNS} FROM records ORDER BY id DESC LIMIT 51"),
    "issues: states, by due day": ("records (due_at, id) WHERE state IN ('accepted', 'rectifying')",
                                   f"SELECT {COLUMNS} FROM records WHERE state IN ('accepted', 'rectifying') ORDER BY due_at, id DESC LIMIT 51"),
    "issues: town, by due day": ("records (town, COALESCE(due_at, '9999'), id DESC)",
                                 f"SELECT {COLUMNS} FROM records WHERE town = '黄坪乡' ORDER BY COALESCE(due_at, '9999'), id DESC LIMIT 51"),
    "issues: owner": ("records (owner, id)", f"SELECT {COLUMNS} FROM records WHERE owner = 'staff77' ORDER BY id DESC LIMIT 51"),
    "issues: text that is nowhere": ("records (title)", f"SELECT {COLUMNS} FROM records WHERE title LIKE '%没有这样的事%' ORDER BY id DESC LIMIT 51"),
    "issues counted by state: all": ("records (state)", "SELECT state, count(*) FROM records GROUP BY state"),
    "issues counted by state: town": ("records (town, state)", "SELECT state, count(*) FROM records WHERE town = '黄坪乡' GROUP BY state"),
    "leads: in order": ("leads (rule, id)", "SELECT * FROM leads ORDER BY rule, id LIMIT 51"),
    "leads: seldom state": ("leads (state, rule, id)",
                            "SELECT * FROM leads WHERE state = 'exempted' ORDER BY rule, id LIMIT 51"),
    "leads: rule and state": ("leads (rule, state, id)",
                              "SELECT * FROM leads WHERE rule = 'S15' AND state = 'reviewed' ORDER BY id LIMIT 51"),
    "lead queues": ("leads (department, owner) WHERE department IS NOT NULL AND state IN ('assigned', 'verifying')",
                    "SELECT department, owner, count(*) FROM leads WHERE department IS NOT NULL AND state IN ('assigned', 'verifying') GROUP BY department, owner"),
}


def ideal(served: Served, place: Path, runs: int) -> dict[str, float]:
    """Milliseconds of each, the median."""
    place.unlink(missing_ok=True)
    database = sqlite3.connect(place)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("ATTACH ? AS ledger", (str(served.folder / "data/qingyuan.db"),))
    database.execute("CREATE TABLE records AS SELECT * FROM ledger.records WHERE kind = 'issue'")
    database.execute("CREATE TABLE leads AS SELECT * FROM ledger.leads")
    database.commit()
    found = {}
    for name, (index, statement) in IDEAL.items():
        database.execute(f"CREATE INDEX ideal ON {index}")
        took = []
        for _ in range(runs + 1):
            began = time.perf_counter()
            database.execute(statement).fetchall()
            took.append((time.perf_counter() - began) * 1000)
        found[name] = sorted(took[1:])[runs // 2]
        database.execute("DROP INDEX ideal")
    database.close()
    place.unlink()
    return found


def prepared(binary: Path, folder: Path, issues: int, leads: int) -> Served:
    """The large ledger, made once for each build of the program."""
    stamp = folder / "made"
    served = Served(binary, folder)
    wanted = f"{issues} {leads} {binary.stat().st_size}"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        served.make()
        fill(served, issues, leads, time.time())
        stamp.write_text(wanted)
    served.start()
    return served


def asked_of(served: Served, runs: int) -> dict[tuple[str, str], list[float]]:
    """Milliseconds of every run of every question, after one that warms the caches; and of pages far behind the first."""
    clients = {login: Client(served.port, served.sign_in(login)) for login in ("supervisor", "head", "town", "village")}
    found = {}
    for login, name, path in questions(time.time()):
        found[login, name] = measured(clients[login], path, runs + 1)[0][1:]
    for name, path in (("issues: page 1,000, newest first", "/api/v1/issues?limit=50"), ("issues: page 1,000, by due day", "/api/v1/issues?order=due&limit=50"),
                       ("leads: page 1,000", "/api/v1/leads?limit=50")):
        found["supervisor", name] = measured(clients["supervisor"], deep(clients["supervisor"], path, 999), runs + 1)[0][1:]
    return found
