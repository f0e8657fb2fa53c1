"""Ranks a valid section folder the slow way, in the order of the text, and gives the ranking file."""

import csv
import io
import sys
from fractions import Fraction
from pathlib import Path

from tests.domain.oracle.award_levels import level_awards
from tests.domain.oracle.scales import Results, best_reference, is_competing, mark_of, totals
from tests.domain.oracle.sheets import Tables, criterion_points, rows, task_maximum, task_result
from tests.domain.oracle.tables import RefusedError, Row, fixed, number, read_folder, round_half_away, shortest

Tied = list[list[str]]


def ranking_csv(folder: Path) -> str:
    """Print the ranking file of a folder."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(ranking(folder))
    return out.getvalue()


def ranking(folder: Path) -> list[list[str]]:
    """Return the rows of the ranking file, its header first."""
    return Ranking(read_folder(folder)).lines()


class Ranking:
    """Everything the ranking of one folder needs, computed once, in order."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.rules = {row["key"]: row["value"] for row in rows(tables, "rules") if row["value"]}
        self.tasks = rows(tables, "tasks")
        self.teams = {team["team"]: team for team in rows(tables, "teams")}
        self.results: Results = {
            key: {task["task"]: task_result(tables, key, task, self.rules) for task in self.tasks} for key in self.teams
        }
        exact = totals(tables, self.results, self.rules)
        self.decimals = int(self.rules.get("decimals", "2"))
        self.totals = {team: round_half_away(total, self.decimals) for team, total in exact.items()}
        self.decided: dict[str, str] = {}
        self.groups = self._groups()
        self.places = self._places()
        self.awards = self._awards()

    # who stands where

    def has_missing(self, team: str) -> bool:
        return any(result.missing for result in self.results[team].values())

    def is_incomplete(self, team: str) -> bool:
        return self.has_missing(team) and self.rules.get("missing", "no_place") == "no_place"

    def is_absent_everywhere(self, team: str) -> bool:
        return bool(self.tasks) and all(result.absent for result in self.results[team].values())

    def is_unplaced_no_show(self, team: str) -> bool:
        return self.is_absent_everywhere(team) and self.rules.get("no_show", "placed") == "unplaced"

    def is_listed_by_total(self, team: str) -> bool:
        status = self.teams[team].get("status", "")
        return (
            status in ("", "competing", "guest") and not self.is_incomplete(team) and not self.is_unplaced_no_show(team)
        )

    def is_placed(self, team: str) -> bool:
        return is_competing(self.teams[team]) and self.is_listed_by_total(team)

    # places: by total, then by the chain

    def _groups(self) -> Tied:
        """Sort the placed teams: by total, then by the chain, each rule among the still tied only."""
        placed = [team for team in sorted(self.teams) if self.is_placed(team)]
        groups = _split(placed, {team: -self.totals[team] for team in placed})
        for rule in self.rules.get("ties", "").split(";"):
            if rule.strip():
                groups = self._split_by(groups, rule.strip())
        return groups

    def _split_by(self, groups: Tied, rule: str) -> Tied:
        finer: Tied = []
        for group in groups:
            parts = _split(group, {team: self._tie_value(team, rule) for team in group}) if len(group) > 1 else [group]
            if len(parts) > 1:
                self.decided.update(dict.fromkeys(group, rule))
            finer += parts
        return finer

    def _tie_value(self, team: str, rule: str) -> object:
        """Return a value of which the lesser is better."""
        name, _, of_what = rule.partition(":")
        own = {code: mark_of(result) for code, result in self.results[team].items()}
        if name == "task":
            return -own[of_what]
        if name == "criterion":
            return -criterion_points(self.results[team], self.tasks, of_what)
        if name == "best_task":
            maxima = {code: task_maximum(self.tables, code) for code in own}
            return sorted(-mark / maxima[code] if maxima[code] else Fraction(0) for code, mark in own.items())
        if name == "tasks_won":
            bests = {code: best_reference(self.tables, self.results, code) for code in own}
            return -sum(bool(bests[code]) and mark == bests[code] for code, mark in own.items())
        if name == "fewest_penalties":
            return self._penalties(team)
        column, table = {"least_time": ("seconds", "times"), "extra_round": ("rank", "extra_rounds")}[name]
        values = [number(row[column]) for row in rows(self.tables, table) if row["team"] == team]
        return (not values, sum(values, Fraction(0)))

    def _penalties(self, team: str) -> Fraction:
        own = [number(row["points"]) for row in rows(self.tables, "penalties") if row["team"] == team]
        return sum(own, Fraction(0))

    def _places(self) -> dict[str, str]:
        style = self.rules.get("places", "1224")
        if style == "1234" and any(len(group) > 1 for group in self.groups):
            raise RefusedError("ties are left with places 1234")
        places, before = {}, 0
        for nth, group in enumerate(self.groups, 1):
            first, last = before + 1, before + len(group)
            middle = shortest(Fraction(first + last, 2))
            styles = {"1224": str(first), "1223": str(nth), "1334": str(last), "fractional": middle, "1234": str(first)}
            places.update(dict.fromkeys(group, styles[style]))
            before = last
        return places

    # awards

    def _awards(self) -> dict[str, str]:
        competing = [team for team in self.teams if is_competing(self.teams[team])]
        registered = self.rules.get("share_of", "present") == "registered"
        counted = [team for team in competing if registered or not self.is_absent_everywhere(team)]
        placed = {team: self.totals[team] for group in self.groups for team in group}
        eligible = [team for team in placed if not self.has_missing(team) and not self.is_absent_everywhere(team)]
        firsts = set(self.groups[0]) if self.groups else set()
        levels = level_awards(self.tables, rows(self.tables, "rules"), placed, eligible, firsts, len(counted))
        named = {team: [levels[team]] if team in levels else [] for team in self.teams}
        for row in rows(self.tables, "awards"):
            named[row["team"]].append(row["award"])
        return {team: "; ".join(names) for team, names in named.items()}

    # the file

    def _order(self, team: str) -> tuple[object, ...]:
        status = self.teams[team].get("status", "")
        if self.is_placed(team):
            at = next(nth for nth, group in enumerate(self.groups) if team in group)
            return (0, -self.totals[team], 0, at, team)
        if self.is_listed_by_total(team):
            return (0, -self.totals[team], 1, 0, team)
        later = 3 if status == "withdrawn" else 4 if status == "disqualified" else 1 if self.is_incomplete(team) else 2
        return (later, team)

    def lines(self) -> list[list[str]]:
        header = ["place", "team", "name", "institution", "country", "status"]
        header += [task["task"] for task in self.tasks] + ["penalties", "total", "award", "decided_by", "missing"]
        return [header] + [self._line(team) for team in sorted(self.teams, key=self._order)]

    def _line(self, key: str) -> list[str]:
        team: Row = self.teams[key]
        results = [self.results[key][task["task"]] for task in self.tasks]
        marks = ["absent" if r.absent else "" if r.mark is None else shortest(r.mark) for r in results]
        return [
            self.places.get(key, ""),
            key,
            *(team.get(column, "") for column in ("name", "institution", "country")),
            team.get("status", "") or "competing",
            *marks,
            shortest(self._penalties(key)),
            "" if self.is_incomplete(key) else fixed(self.totals[key], self.decimals),
            self.awards[key],
            self.decided.get(key, ""),
            ";".join(token for result in results for token in result.missing),
        ]


def _split(group: list[str], values: dict[str, object]) -> Tied:
    """Part a group by a value, the least first."""
    return [[team for team in group if values[team] == value] for value in _ordered(values)]


def _ordered(values: dict[str, object]) -> list[object]:
    ordered: list[object] = []
    for value in sorted(values.values()):  # type: ignore[type-var]
        if not ordered or ordered[-1] != value:
            ordered.append(value)
    return ordered


if __name__ == "__main__":
    sys.stdout.write(ranking_csv(Path(sys.argv[1])))
