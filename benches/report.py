"""Results as Markdown, between markers in the document."""

from __future__ import annotations

from pathlib import Path

from measure import median


def table(header: list[str], rows: list[list]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def seconds(values) -> str:
    """The median, and from which to which."""
    values = list(values)
    return f"{median(values):.2f} s" if len(values) == 1 else f"{median(values):.2f} s ({min(values):.2f}–{max(values):.2f})"


def mib(values) -> str:
    """The largest."""
    return f"{max(values):,.0f} MiB"


def ratio(ours, theirs) -> str:
    """The median of the pairs' ratios, and from which to which."""
    pairs = [a / b for a, b in zip(ours, theirs, strict=True)]
    return f"{median(pairs):.2f} ({min(pairs):.2f}–{max(pairs):.2f})"


def put(document: Path, section: str, text: str) -> None:
    """Replaces what stands between a section's markers."""
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    whole = document.read_text(encoding="utf-8")
    before, rest = whole.split(begin, 1)
    _, after = rest.split(end, 1)
    document.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
