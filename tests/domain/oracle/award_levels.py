"""Step 12: which award level each team reaches."""

from fractions import Fraction

from tests.domain.oracle.scales import weight
from tests.domain.oracle.sheets import Tables, rows, task_maximum
from tests.domain.oracle.tables import RefusedError, Row, number, percent


def level_awards(
    tables: Tables,
    rule_rows: list[Row],
    placed: dict[str, Fraction],
    eligible: list[str],
    firsts: set[str],
    counted: int,
) -> dict[str, str]:
    """Return each eligible team its level.

    `placed` are the printed totals of the placed competing teams, `eligible` those of them that may get a level,
    `firsts` the teams with nobody strictly ahead, `counted` is N.
    """
    rules = {row["key"]: row["value"] for row in rule_rows}
    won: dict[str, str] = {}
    highest_border = 0
    for row in rule_rows:
        if not row["key"].startswith("award."):
            continue
        name, conditions = row["key"].removeprefix("award."), row["value"].split()
        if any(c.startswith("from=") and counted < int(c[5:]) for c in conditions):
            continue
        reached = list(eligible)
        group = top_group(conditions, [placed[team] for team in eligible], counted)
        if group is not None:
            highest_border = max(highest_border, group)
            reached = sorted(eligible, key=lambda team: -placed[team])[:highest_border]
        for condition in conditions:
            if condition.startswith("total>="):
                least = _threshold(tables, rules, condition.removeprefix("total>="), list(placed.values()))
                reached = [team for team in reached if least is not None and placed[team] >= least]
            if condition == "place=1":
                reached = [team for team in reached if team in firsts]
        fresh = [team for team in reached if team not in won]
        for team in _capped(fresh, placed, conditions):
            won[team] = name
    return won


def top_group(conditions: list[str], totals: list[Fraction], counted: int) -> int | None:
    """Find the size of the top group that share and count allow, None where neither is asked.

    >>> top_group(["count=2"], [Fraction(9), Fraction(8), Fraction(8)], 3)
    1
    """
    quotas = [percent(c[6:]) * counted for c in conditions if c.startswith("share=")]
    quotas += [number(c[6:]) for c in conditions if c.startswith("count=")]
    border = next((c[7:] for c in conditions if c.startswith("border=")), "at_most")
    sizes = sorted({0} | {sum(other >= total for other in totals) for total in totals})
    return min((_size(sizes, quota, border) for quota in quotas), default=None)


def _size(sizes: list[int], quota: Fraction, border: str) -> int:
    if border == "at_most":
        return max(size for size in sizes if size <= quota)
    if border == "at_least":
        return min((size for size in sizes if size >= quota), default=sizes[-1])
    return min((size for size in sizes if size > 0), key=lambda size: (abs(size - quota), -size), default=0)


def _threshold(tables: Tables, rules: dict[str, str], text: str, totals: list[Fraction]) -> Fraction | None:
    """Read an absolute or relative least total; None where it hangs on the best of nobody."""
    if "%" not in text:
        return number(text)
    share, of_what = text.split("%")
    if of_what == "max":
        return number(share) / 100 * _section_maximum(tables, rules.get("scale", "raw"))
    count = 1 if of_what == "best" else int(of_what.removeprefix("mean"))
    best = sorted(totals, reverse=True)[:count]
    return number(share) / 100 * sum(best, Fraction(0)) / len(best) if best else None


def _section_maximum(tables: Tables, scale: str) -> Fraction:
    if scale in ("z", "t"):
        raise RefusedError("%max with z or t")
    if scale in ("percent", "best"):
        return Fraction(100)
    return sum((weight(task) * task_maximum(tables, task["task"]) for task in rows(tables, "tasks")), Fraction(0))


def _capped(teams: list[str], totals: dict[str, Fraction], conditions: list[str]) -> list[str]:
    """Take the teams from the top, tied ones together, while the cap allows."""
    caps = [int(c[4:]) for c in conditions if c.startswith("cap=")]
    taken: list[str] = []
    for total in sorted({totals[team] for team in teams}, reverse=True):
        tied = [team for team in teams if totals[team] == total]
        if caps and len(taken) + len(tied) > min(caps):
            break
        taken += tied
    return taken
