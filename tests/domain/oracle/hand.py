"""Small folders written by hand: one criterion A/c and four teams unless given otherwise."""

from pathlib import Path

from tests.domain.oracle.ranker import ranking

TEAMS = "team,status\nT1,\nT2,\nT3,\nT4,\n"
TASKS = "task,judges\nA,1\n"
CRITERIA = "task,criterion,kind,maximum\nA,c,points,10\n"


def rank(folder: Path, **files: str) -> dict[str, dict[str, str]]:
    """Write the files, one criterion A/c and four teams unless given, and rank them."""
    for name, text in ({"teams": TEAMS, "tasks": TASKS, "criteria": CRITERIA} | files).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    header, *lines = ranking(folder)
    return {line[1]: dict(zip(header, line, strict=False)) for line in lines}


def marks(*values: str) -> str:
    """Give T1, T2 … these marks in A/c by judge J; an empty text leaves the team unmarked."""
    lines = [f"T{nth},A,J,c,{value}" for nth, value in enumerate(values, 1)]
    return "\n".join(["team,task,judge,criterion,mark", *lines, ""])


def column(ranked: dict[str, dict[str, str]], name: str) -> list[str]:
    return [line[name] for _, line in sorted(ranked.items())]
