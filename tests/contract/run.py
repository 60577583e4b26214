"""The served program against its own description: whatever is sent, an answer is one of those that the description names, and none
says that the program failed.

    target/contract/bin/python tests/contract/run.py                   # short, as in `make test`
    target/contract/bin/python tests/contract/run.py --examples 200    # long

Requests are made up by schemathesis from the description, fitting and not fitting, with a seed that is the same every time. They are
sent as each of the accounts below, on a made-up district that has leads, and without a session to what is public.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from served import Client, Served  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]

# What an answer is held against. Left out, each with its reason:
# - negative_data_rejection: the description says less than is asked for (that a title is no blank, that a day is not over), and more than is
#   looked at (a query that an operation does not have is refused, a header that it does not have is not).
# - positive_data_acceptance: a body that fits its schema is refused for what the ledger holds: no such record, a state, a role.
# - missing_required_header: If-Match is described as optional since its absence has a status of its own, 428.
# - unsupported_method, allow_header_conformance: a method that an address does not have is refused before the description comes into play;
#   tests/api/bad_input.rs asks for 405.
# - use_after_free, ensure_resource_availability, object_level_authorization: need stateful runs; nothing is deleted here, and who sees what is enumerated in
#   tests/api/enumeration.rs.
# - ignored_auth: tests/api/enumeration.rs asks for every operation without a session.
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"

# Operations that would end the session, or change the password, of the account that the run goes on with. They are called in
# tests/api/enumeration.rs, tests/administration.rs and crates/casework/tests/ledger/sessions.rs.
LEFT_OUT = ["POST /api/v1/session/end", "POST /api/v1/session/end-all", "POST /api/v1/session/password"]

# Who asks, and for which of the operations: the supervisor for all, the administrators for those that are theirs, nobody for what is
# public. The security administrator comes last of those with a session, since it can end those of the others.
OURS = "^/api/v1/(accounts|administration|offices|settings|trail|session|jobs)"
PUBLIC = "^/(healthz|readyz|metrics|api/v1/(public/|setup|openapi|session$))"
ACCOUNTS = [("supervisor", None), ("sysadmin", OURS), ("auditadmin", OURS), ("secadmin", OURS), (None, PUBLIC)]


def main() -> None:
    """Asks as everybody, and says what did not hold."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--binary", type=Path, default=ROOT / "target/debug/qingyuan")
    asked.add_argument("--examples", type=int, default=8, help="requests of each operation that are made up, beside those at the ends of each field")
    asked.add_argument("--seed", type=int, default=20221231)
    asked.add_argument("--only", help="one account")
    asked.add_argument("--verbose", action="store_true", help="say also what held")
    asked.add_argument("--path", help="operations whose path matches this")
    asked = asked.parse_args()
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        served = Served(asked.binary.resolve(), Path(folder))
        served.make()
        try:
            # All at once, before anybody tries to sign in as they do, and locks them.
            cookies = {login: served.sign_in(login) for login, _ in ACCOUNTS if login}
            for login, paths in ACCOUNTS:
                if asked.only not in (None, login or "nobody"):
                    continue
                began = time.monotonic()
                code = run(served, cookies.get(login), asked.path or paths, asked)
                if login and (status := Client(served.port, cookies[login]).ask("GET", "/api/v1/session").status) != 200:
                    print(f"contract: the session of {login} ended during the run ({status}): what was asked last was asked of nobody", flush=True)
                    code = 1
                print(f"contract: {login or 'nobody'}: {'FAILED' if code else 'held'}, {time.monotonic() - began:.0f} s", flush=True)
                if code:
                    failed.append(login or "nobody")
        finally:
            answered = figures(served)
            served.kill()
    print(f"contract: answered {', '.join(f'{n} with {status}' for status, n in sorted(answered.items()))}", flush=True)
    if failed:
        raise SystemExit(f"the description does not hold for {', '.join(failed)}")


def figures(served: Served) -> Counter[str]:
    """How many requests were answered with which status, as the program has counted them."""
    text = Client(served.port).ask("GET", "/metrics").body.decode()
    answered: Counter[str] = Counter()
    for status, number in re.findall(r'^qingyuan_requests_total\{.*status="(\d+)"\} (\d+)$', text, re.MULTILINE):
        answered[status] += int(number)
    return answered


def run(served: Served, cookie: str | None, paths: str | None, asked: argparse.Namespace) -> int:
    """All requests of one account."""
    command = [
        sys.executable, str(Path(__file__).parent / "generate.py"), "run", f"http://127.0.0.1:{served.port}/api/v1/openapi.json",
        "--phases", "examples,coverage,fuzzing", "--checks", CHECKS, "--max-examples", str(asked.examples), "--seed", str(asked.seed),
        "--workers", "2", "--no-shrink", "--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "60",
        "--generation-database", "none",
    ]
    for operation in LEFT_OUT:
        command += ["--exclude-name", operation]
    if paths:
        command += ["--include-path-regex", paths]
    if cookie:
        command += ["--header", f"cookie:{cookie}"]
    done = subprocess.run(command, cwd=served.folder, capture_output=True, text=True, check=False)
    if done.returncode or asked.verbose:
        print(done.stdout[-60_000:], done.stderr[-4000:], sep="\n", flush=True)
    return done.returncode


if __name__ == "__main__":
    main()
