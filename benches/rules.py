"""A pack's rules, and the batches in force, as another engine needs them."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True)
class Rule:
    """A rule's text and its parameters at their defaults."""

    code: str
    sql: str
    datasets: list
    parameters: dict


def read_value(kind: str, text: str):
    """A parameter's value, typed as the rule's head says."""
    match kind:
        case "money" | "decimal":
            return Decimal(text)
        case "int":
            return int(text)
        case "int_list":
            return [int(part) for part in text.split(",")]
        case "date":
            return datetime.date.fromisoformat(text)
        case _:
            return text


def read_rules(pack: Path, as_of: datetime.date) -> list[Rule]:
    """The rules of a pack in the order of their codes."""
    rules = []
    for path in sorted((pack / "rules").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        head, sql = text.split("/*---", 1)[1].split("---*/", 1)
        head = tomllib.loads(head)
        values = {name: read_value(p["type"], p["default"]) for name, p in head.get("parameters", {}).items()}
        values["as_of"] = as_of
        used = set(re.findall(r"\$(\w+)", sql))
        rules.append(Rule(head["code"], sql.strip(), head["datasets"], {n: v for n, v in values.items() if n in used}))
    return sorted(rules, key=lambda rule: rule.code)


def files_in_force(lake: Path) -> dict[str, list[str]]:
    """The Parquet files of each dataset's batches in force."""
    batches = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(lake.glob("*/*.json"))]
    out = {name for batch in batches for name in batch["supersedes"]}
    files: dict[str, list[str]] = {}
    for batch in sorted(batches, key=lambda batch: batch["number"]):
        if batch["batch"] not in out and batch["mends"] not in out:
            places = [str(lake / batch["dataset"] / part["file"]) for part in batch["parts"]]
            files.setdefault(batch["dataset"], []).extend(places)
    return files
