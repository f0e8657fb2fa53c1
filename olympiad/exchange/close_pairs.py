"""Which judges of a section folder belong to the institution of a team."""

from collections import defaultdict

from olympiad.exchange.sources import Tables


def close_pairs(tables: Tables) -> frozenset[tuple[str, str]]:
    """Return (judge, team) of the same institution, as teams.csv and judges.csv say."""
    if "teams" not in tables or "judges" not in tables:
        return frozenset()
    teams: dict[str, list[str]] = defaultdict(list)
    for row in tables["teams"].rows:
        teams[row.cells.get("institution", "").casefold()].append(row.cells["team"])
    teams.pop("", None)
    return frozenset(
        (row.cells["judge"], team)
        for row in tables["judges"].rows
        for team in teams.get(row.cells.get("institution", "").casefold(), ())
    )
