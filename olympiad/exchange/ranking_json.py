"""The ranking with everything that it was computed from, as JSON: numbers are strings, fractions as `25/3`."""

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction

from olympiad.domain.awards import LevelResult
from olympiad.domain.evidence import Evidence
from olympiad.domain.exact import Amount, plain, points
from olympiad.domain.explanation import Explainer, Explanation, TaskPart
from olympiad.domain.institutions import TABLES, institution_table
from olympiad.domain.notation.rules import write_rules
from olympiad.domain.ranking import Ranking
from olympiad.domain.section import Penalty, Section
from olympiad.domain.task_marks import MarkedSheet
from olympiad.domain.weights import Untold, effective_weights

Value = str | bool | None | list["Value"] | dict[str, "Value"]


def ranking_json(evidence: Evidence, ranking: Ranking) -> Iterator[str]:
    """Return the whole ranking with every sheet, team by team, so that nobody holds it all; one team is one line.

    Keys stand in a fixed order, teams in the order of the list.
    """
    section = evidence.section
    explainer = Explainer(evidence, ranking)
    head: dict[str, Value] = {
        "format": "olympiad-ranking/1",
        "rules": dict(write_rules(section.rules)),
        "tasks": _tasks(section, ranking),
        "counted": str(ranking.counted),
        "maximum": _fraction(ranking.maximum),
        "levels": [_level(section, result) for result in ranking.levels],
    }
    yield f'{_dumped(head)[:-1]},"teams":['
    for at, row in enumerate(ranking.rows):
        yield f"{',' if at else ''}\n{_dumped(_team(explainer.explain(row.team.key)))}"
    tables: Value = {name: _institutions(ranking, name) for name in TABLES}
    yield f'],\n"institutions":{_dumped(tables)}}}\n'


def _dumped(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _fraction(value: Fraction | int | None) -> str | None:
    return None if value is None else plain(value)


def _amount(value: Amount | None) -> str | None:
    return None if value is None else points(value)


def _tasks(section: Section, ranking: Ranking) -> list[Value]:
    told = effective_weights(section, ranking)
    shares = [None] * len(section.tasks) if isinstance(told, Untold) else told
    return [
        {
            "task": task.code,
            "part": task.part,
            "weight": plain(task.weight),
            "maximum": points(task.maximum),
            "method": task.method.value,
            "by": task.by.value,
            "effective_weight": _fraction(share),
        }
        for task, share in zip(section.tasks, shares, strict=True)
    ]


def _level(section: Section, result: LevelResult) -> Value:
    return {
        "award": result.level.name,
        "conditions": result.level.written,
        "exists": result.exists,
        "quota": _fraction(result.quota),
        "border": None if result.border is None else str(result.border),
        "least": _fraction(result.least),
        "teams": [section.teams[row].key for row in result.rows],
    }


def _team(told: Explanation) -> Value:
    row = told.row
    return {
        "team": row.team.key,
        "name": row.team.name,
        "institution": row.team.institution,
        "country": row.team.country,
        "status": row.team.status.value,
        "listing": row.listing.value,
        "place": _fraction(row.place),
        "tasks": [_part(part) for part in told.parts],
        "section_penalties": _penalties(told.section_penalties),
        "penalties": points(row.penalties),
        "exact": _amount(row.exact),
        "total": None if row.total is None else f"{row.total:f}",
        "award": row.award,
        "special_awards": list(row.special_awards),
        "decided_by": row.decided_by,
        "missing": list(row.missing),
    }


def _part(part: TaskPart) -> Value:
    detail = part.detail
    return {
        "task": detail.task.code,
        "mark": _amount(detail.mark.value),
        "absent": detail.mark.is_absent,
        "missing": list(detail.mark.missing),
        "sheets": [_sheet(part, sheet) for sheet in detail.sheets],
        "joined": _amount(detail.joined),
        "agreed": None
        if detail.agreed is None
        else {"mark": points(detail.agreed.mark), "reason": detail.agreed.reason},
        "penalties": _penalties(detail.penalties),
        "unrounded": _amount(detail.unrounded),
        "scaled": _amount(part.scaled),
        "contribution": _amount(part.contribution),
    }


def _sheet(part: TaskPart, sheet: MarkedSheet) -> Value:
    criteria = [criterion.code for criterion in part.detail.task.criteria]
    cells: dict[str, Value] = {
        code: {"basis": worth.basis.value, "points": points(worth.points) if worth.counts else None}
        for code, worth in zip(criteria, sheet.worths, strict=False)
    }
    return {
        "judge": sheet.judge,
        "absent": sheet.is_absent,
        "total": _amount(sheet.total),
        "dropped": sheet.judge in part.dropped,
        "criteria": cells,
    }


def _penalties(penalties: Iterable[Penalty]) -> list[Value]:
    return [{"points": points(penalty.points), "reason": penalty.reason} for penalty in penalties]


def _institutions(ranking: Ranking, name: str) -> list[Value]:
    return [
        {
            "place": str(line.place),
            "institution": line.institution,
            "points": plain(line.points),
            "teams": str(line.teams),
        }
        for line in institution_table(ranking, name)
    ]
