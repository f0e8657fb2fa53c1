"""RESULTS.md: each benchmark writes its own marked part and leaves the others as they are."""

import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def write(name: str, heading: str, lines: Sequence[str]) -> None:
    """Replace the part of benchmark `name`, or put it at the end; says command, date, machine and how busy it was."""
    command = " ".join([f"python -m benchmarks.{name}", *sys.argv[1:]])
    told = (
        f"`{command}`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load average {os.getloadavg()[0]:.1f} at the end."
    )
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    part = "\n".join([begin, f"## {heading}", "", told, "", *lines, end])
    text = RESULTS.read_text("utf-8") if RESULTS.exists() else "# What was measured\n"
    if begin in text:
        before, _, rest = text.partition(begin)
        text = before + part + rest.partition(end)[2]
    else:
        text = f"{text.rstrip()}\n\n{part}\n"
    RESULTS.write_text(text, "utf-8")
    print(f"\n{command}: written to benchmarks/RESULTS.md")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table, the first column to the left, figures to the right."""
    aligned = ["---", *["---:"] * (len(head) - 1)]
    return ["| " + " | ".join(row) + " |" for row in (head, aligned, *rows)]
