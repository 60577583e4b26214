"""The program served on a data folder, for the tests and benchmarks that are written in Python: started, killed, started again."""

from __future__ import annotations

import http.client
import json
import re
import socket
import subprocess
import time
from pathlib import Path


class Unreachable(Exception):
    """The connection broke, or there was none: whether the request was done is not known. It was open since this moment of the monotonic clock."""

    def __init__(self, said: str, since: float) -> None:
        super().__init__(said)
        self.since = since


class Answer:
    """What was answered."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        """Its body."""
        return json.loads(self.body)


class Client:
    """A connection that is opened anew whenever it breaks."""

    def __init__(self, port: int, cookie: str | None = None) -> None:
        self.port, self.cookie = port, cookie
        self.connection: http.client.HTTPConnection | None = None
        self.since = 0.0

    def ask(self, method: str, path: str, body=None, headers: dict[str, str] | None = None) -> Answer:
        """Asks, with a JSON body where there is one."""
        sent = dict(headers or {})
        if self.cookie:
            sent["cookie"] = self.cookie
        if body is not None:
            body = json.dumps(body).encode()
            sent["content-type"] = "application/json"
        try:
            if self.connection is None:
                self.since = time.monotonic()
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
                self.connection.connect()
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connection.request(method, path, body=body, headers=sent)
            response = self.connection.getresponse()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        except (OSError, http.client.HTTPException) as error:
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            raise Unreachable(f"{method} {path}: {error!r}", self.since) from error


class Served:
    """The demonstration's district, served. Its accounts are told once, so they are kept beside the data."""

    def __init__(self, binary: Path, folder: Path, database: str | None = None) -> None:
        self.binary, self.folder, self.database = binary, folder, database
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    def command(self, *words) -> list[str]:
        """A command on this data folder."""
        place = ["--database", self.database] if self.database else []
        return [str(word) for word in (self.binary, "--data-dir", self.folder / "data", *place, *words)]

    def make(self, year: bool = False) -> None:
        """Makes the district, with a year of casework where that is wanted, takes it in, screens it, and keeps the passwords of its accounts."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._start("demo", *([] if year else ["--no-year"]))
        told = (self.folder / "demo.out").read_text()
        accounts = dict(re.findall(r"^  ([a-z]+) +([a-z0-9]{16,}) ", told, re.MULTILINE))
        if "supervisor" not in accounts:
            raise SystemExit(f"no accounts were told:\n{told}")
        (self.folder / "accounts.json").write_text(json.dumps(accounts))

    def start(self) -> None:
        """Serves what is there."""
        self._start("serve")

    def _start(self, verb: str, *words: str) -> None:
        out, err = (self.folder / f"{verb}.out").open("wb"), (self.folder / "serve.log").open("ab")
        with out, err:
            self.process = subprocess.Popen(self.command(verb, *words, "--listen", f"127.0.0.1:{self.port}"), stdout=out, stderr=err)
        end = time.monotonic() + 180
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                if Client(self.port).ask("GET", "/readyz").status == 200:
                    return
            except Unreachable:
                time.sleep(0.02)
        raise SystemExit(f"{verb} does not serve:\n{(self.folder / 'serve.log').read_text()[-4000:]}")

    def kill(self) -> None:
        """Ends it in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ends it as an operator does."""
        self.process.terminate()
        if code := self.process.wait(60):
            raise SystemExit(f"ended with {code}:\n{(self.folder / 'serve.log').read_text()[-4000:]}")

    def run(self, *words) -> str:
        """Runs a command to its end, which must be a good one."""
        done = subprocess.run(self.command(*words), capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(map(str, words))} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def sign_in(self, login: str) -> str:
        """A session, as a cookie."""
        password = json.loads((self.folder / "accounts.json").read_text())[login]
        answer = Client(self.port).ask("POST", "/api/v1/session", {"login": login, "password": password})
        if answer.status != 200:
            raise SystemExit(f"{login} cannot sign in: {answer.status} {answer.body!r}")
        return answer.headers["set-cookie"].split(";")[0]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
