"""Running a command to its end, and what it took."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """One whole process."""

    seconds: float
    processor_seconds: float
    peak_mib: float
    code: int
    out: str

    def json(self):
        """What it printed."""
        return json.loads(self.out)


class Failed(Exception):
    """A command that did not end as it should."""


def run(command: list, *, env: dict | None = None, data_limit: int | None = None, allow=(0,)) -> Run:
    """Runs a command; its peak memory is the largest resident set that the kernel saw (`ru_maxrss`)."""
    command = [str(part) for part in command]
    limit = (lambda: resource.setrlimit(resource.RLIMIT_DATA, (data_limit, data_limit))) if data_limit else None
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **(env or {})}, preexec_fn=limit)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = code = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
        if code not in allow:
            err.seek(0)
            raise Failed(f"{' '.join(command)}\nended with {code}:\n{text[-2000:]}\n{err.read().decode()[-4000:]}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, code, text)


def median(numbers) -> float:
    """Middle value."""
    return statistics.median(numbers)


def disk_mib(path: Path) -> float:
    """Size of a file, or of all files in a folder."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files) / 1048576


def machine() -> dict:
    """What the figures were measured on."""
    def field(path: str, name: str) -> str:
        for line in Path(path).read_text().splitlines():
            if line.startswith(name):
                return line.split(":", 1)[1].strip()
        return "?"

    memory = int(field("/proc/meminfo", "MemTotal").split()[0]) / 1048576
    return {
        "processor": field("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory": f"{memory:.0f} GiB",
        "system": f"{os.uname().sysname} {os.uname().release}",
    }
