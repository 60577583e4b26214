"""The console in a real browser, against a district that is served for it: what `make test` runs of `web/e2e`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from served import Served  # noqa: E402


def chromium() -> str:
    """A Chromium; installed from Debian's packages where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium", "fonts-wqy-zenhei"]):
        subprocess.run(["apt-get", *words], check=True, env=environment, stdout=subprocess.DEVNULL)
    return shutil.which("chromium") or sys.exit("no Chromium after it was installed")


def main() -> None:
    """Serves a district, runs the specifications, and ends with their code."""
    browser = chromium()
    with tempfile.TemporaryDirectory(prefix="console-") as folder:
        district = Served(ROOT / "target/debug/qingyuan", Path(folder))
        district.make(year=True)
        try:
            environment = {
                **os.environ,
                "CHROMIUM": browser,
                "QINGYUAN_CONSOLE": f"http://127.0.0.1:{district.port}",
                "QINGYUAN_ACCOUNTS": str(Path(folder) / "accounts.json"),
            }
            words = ["npm", "run", "--silent", "e2e", "--", *sys.argv[1:]]
            code = subprocess.run(words, cwd=ROOT / "web", env=environment, check=False).returncode
        finally:
            district.stop()
    sys.exit(code)


main()
