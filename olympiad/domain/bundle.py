"""The results bundle `olympiad-results/1`: a version with all that it was computed from, for anyone to recompute."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from olympiad.domain.canonical_json import Plain, checksum
from olympiad.domain.choices import Consequence
from olympiad.domain.exact import plain, points, written_points
from olympiad.domain.notation.keys import write_answer_key, write_key
from olympiad.domain.notation.rubric import write_critical
from olympiad.domain.notation.rules import write_rules
from olympiad.domain.ranking import Ranking, Row, rank
from olympiad.domain.rubric import Cell, Criterion, Task
from olympiad.domain.section import ScoreSheet, Section

FORMAT = "olympiad-results/1"
OUTSIDE = ("sha256", "display")
"""Members that the checksum does not cover: itself, and the names that may be purged by law."""

Bundle = dict[str, Plain]


@dataclass(frozen=True)
class Head:
    """What names a version: where it belongs, its number, when (UTC, ISO 8601), and what it follows."""

    edition: str
    section: str
    version: int
    time: str
    audit_head: str
    previous: str = ""


def with_aliases(section: Section, aliases: Mapping[str, str]) -> Section:
    """The section with its judges renamed, so that a published bundle names none; notes and names are left out."""
    sheets = tuple(sheet._replace(judge=aliases[sheet.judge]) for sheet in section.sheets if not sheet.practice)
    decided = tuple(replace(mark, by="", reason="") for mark in section.agreed_marks)
    return replace(section, sheets=sheets, agreed_marks=decided, notes={}, judge_names={})


def make_bundle(section: Section, ranking: Ranking, head: Head, display: Mapping[str, Plain]) -> Bundle:
    """Write a version and its checksum; `section` has aliases for judges and `ranking` is its ranking."""
    bundle: Bundle = {
        "format": FORMAT,
        "edition": head.edition,
        "section": head.section,
        "version": head.version,
        "time": head.time,
        "audit_head": head.audit_head,
        "previous": head.previous,
        **_inputs(section),
        **outcome(section, ranking),
    }
    return bundle | {"sha256": bundle_checksum(bundle), "display": dict(display)}


def bundle_checksum(bundle: Mapping[str, Plain]) -> str:
    """SHA-256 over everything but the checksum itself and `display`."""
    return checksum({name: value for name, value in bundle.items() if name not in OUTSIDE})


def _inputs(section: Section) -> Bundle:
    """Lists stand in this order: tasks and criteria as in the rubric, teams by key, the rest by team, then task."""
    order = {task.code: position for position, task in enumerate(section.tasks)} | {"": -1}
    sheets = sorted(section.sheets, key=lambda sheet: (order[sheet.task], sheet.team, sheet.judge))
    agreed = sorted(section.agreed_marks, key=lambda mark: (mark.team, order[mark.task], mark.criterion))
    penalties = sorted(section.penalties, key=lambda one: (one.team, order[one.task], one.points, one.reason))
    return {
        "rules": _rules(section),
        "tasks": [_task(task) for task in section.tasks],
        "teams": [
            {"team": team.key, "code": team.code, "status": team.status.value}
            for team in sorted(section.teams, key=lambda team: team.key)
        ],
        "sheets": [_sheet(sheet) for sheet in sheets],
        "absences": [{"team": team, "task": task} for team, task in sorted(section.absences)],
        "samples": [
            {"team": team, "task": task, "sample": sample} for (team, task), sample in sorted(section.samples.items())
        ],
        "keys": [
            {"task": task, "criterion": criterion, "sample": sample, "key": write_answer_key(key)}
            for (task, criterion, sample), key in sorted(section.sample_keys.items(), key=lambda pair: pair[0])
        ],
        "agreed_marks": [
            {"team": one.team, "task": one.task, "criterion": one.criterion, "mark": points(one.mark)} for one in agreed
        ],
        "penalties": [{"team": one.team, "task": one.task, "points": points(one.points)} for one in penalties],
        "times": [
            {"team": team, "task": task, "seconds": plain(seconds)}
            for (team, task), seconds in sorted(section.times.items())
        ],
        "extra_rounds": [{"team": team, "rank": rank} for team, rank in sorted(section.extra_rounds.items())],
        "special_awards": [
            {"team": one.team, "award": one.award}
            for one in sorted(section.special_awards, key=lambda one: one.team)
        ],
    }  # fmt: skip


def _rules(section: Section) -> Plain:
    rows: Bundle = dict(write_rules(section.rules))
    return rows | {"awards": [{"name": one.name, "conditions": one.written} for one in section.rules.awards]}


def _task(task: Task) -> Plain:
    return {
        "task": task.code,
        "part": task.part,
        "weight": plain(task.weight),
        "judges": task.judges,
        "method": task.method.value,
        "drop": task.drop,
        "by": task.by.value,
        "maximum": points(task.maximum),
        "criteria": [_criterion(criterion) for criterion in task.criteria],
    }


def _criterion(criterion: Criterion) -> Plain:
    return {
        "criterion": criterion.code,
        "kind": criterion.kind.value,
        "maximum": points(criterion.maximum),
        "step": points(criterion.step),
        "critical": write_critical(criterion.critical),
        "key": write_key(criterion),
    }


def _sheet(sheet: ScoreSheet) -> Plain:
    return {
        "team": sheet.team,
        "task": sheet.task,
        "judge": sheet.judge,
        "absent": sheet.absent,
        "submitted": sheet.submitted,
        "marks": [] if sheet.absent else [_cell(cell) for cell in sheet.marks],
    }


def _cell(cell: Cell) -> Plain:
    """A mark as text, `null` unmarked, or an object that names a consequence, or the replicates or chosen answers."""
    if isinstance(cell, Consequence):
        return {"not_assessed": cell.value}
    if isinstance(cell, tuple):
        return {"readings": [one if isinstance(one, str) else plain(one) for one in cell]}
    return written_points(cell)


def outcome(section: Section, ranking: Ranking) -> Bundle:
    """What follows from the inputs: the ranking as it stands in a bundle."""
    codes = [task.code for task in section.tasks]
    return {
        "counted": ranking.counted,
        "maximum": None if ranking.maximum is None else plain(ranking.maximum),
        "ranking": [_row(row, codes) for row in ranking.rows],
    }


def _row(row: Row, codes: Sequence[str]) -> Plain:
    marks: Bundle = {
        code: "absent" if mark.is_absent else written_points(mark.value)
        for code, mark in zip(codes, row.marks, strict=True)
    }
    return {
        "team": row.team.key,
        "listing": row.listing.value,
        "place": None if row.place is None else plain(row.place),
        "task_marks": marks,
        "penalties": points(row.penalties),
        "total": None if row.total is None else f"{row.total:f}",
        "award": row.award,
        "special_awards": list(row.special_awards),
        "decided_by": row.decided_by,
        "missing": list(row.missing),
    }


def is_no_show(marks: Collection[Plain]) -> bool:
    """Return whether a team came to no task, from its marks of tasks as a bundle writes them.

    >>> is_no_show(["absent", "absent"]), is_no_show(["absent", "0"]), is_no_show([])
    (True, False, False)
    """
    return bool(marks) and all(mark == "absent" for mark in marks)


@dataclass(frozen=True)
class Difference:
    """Where a bundle does not say what follows from it: the way to the member, what it says, what would be right."""

    where: str
    found: str
    right: str


def recompute(bundle: Mapping[str, Plain], section: Section) -> list[Difference]:
    """Compare a bundle with what follows from its own inputs, which `section` holds; empty: it is true.

    The checksum first, then every member of the outcome.
    """
    found = [] if bundle.get("sha256") == bundle_checksum(bundle) else [_wrong_checksum(bundle)]
    right: Bundle = _inputs(section) | outcome(section, rank(section))
    for name, value in right.items():
        found += _differences(name, bundle.get(name), value)
    return found


def changed_inputs(frozen: Bundle, live: Bundle) -> tuple[str, ...]:
    """Name the members in which two sections differ, given the `judgeless_inputs` of both."""
    return tuple(name for name, value in live.items() if value != frozen[name])


def judgeless_inputs(section: Section) -> Bundle:
    """Return the inputs with all judges alike, sheets in the order of what stands on them: who marked is no difference."""
    inputs = _inputs(with_aliases(section, dict.fromkeys((sheet.judge for sheet in section.sheets), "")))
    sheets = inputs["sheets"]
    assert isinstance(sheets, list)
    return inputs | {"sheets": sorted(sheets, key=partial(json.dumps, sort_keys=True))}


def _wrong_checksum(bundle: Mapping[str, Plain]) -> Difference:
    return Difference("sha256", str(bundle.get("sha256")), bundle_checksum(bundle))


def _differences(where: str, found: Plain, right: Plain) -> list[Difference]:
    if isinstance(found, dict) and isinstance(right, dict):
        return _differences_of_objects(where, found, right)
    if isinstance(found, list) and isinstance(right, list) and len(found) == len(right):
        return _differences_of_lists(where, found, right)
    if type(found) is type(right) and found == right:
        return []
    return [Difference(where, _short(found), _short(right))]


def _differences_of_objects(where: str, found: Bundle, right: Bundle) -> list[Difference]:
    names = [*right, *(name for name in found if name not in right)]
    return [one for name in names for one in _differences(f"{where}.{name}", found.get(name), right.get(name))]


def _differences_of_lists(where: str, found: Sequence[Plain], right: Sequence[Plain]) -> list[Difference]:
    pairs = enumerate(zip(found, right, strict=True))
    return [one for at, (left, correct) in pairs for one in _differences(f"{where}[{at}]", left, correct)]


def _short(value: Plain) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def is_shared(place: Fraction | str | None, places: Sequence[Fraction | str | None]) -> bool:
    """Whether more than one team has this place.

    >>> is_shared("2", ["1", "2", "2"]), is_shared(None, [None, None])
    (True, False)
    """
    return place is not None and list(places).count(place) > 1
