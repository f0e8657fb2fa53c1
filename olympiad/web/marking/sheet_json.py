"""A judge's sheets as JSON: rubric in the reader's language, marks, and breakpoints of readings where points are shown."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from olympiad.domain.choice_keys import ChoiceKey
from olympiad.domain.choices import SheetState
from olympiad.domain.exact import shown
from olympiad.domain.operations import Value
from olympiad.domain.readings import ReadingKey
from olympiad.domain.sheet_states import can_be_marked
from olympiad.models.judge import Judge
from olympiad.models.section import Section
from olympiad.models.sheet_return import SheetReturn
from olympiad.services.computing import rules
from olympiad.services.marking import judge_view, operation_refusals, own_comments, score_sheets
from olympiad.services.marking.judge_view import Line, OpenSheet, Rival
from olympiad.services.marking.operation_refusals import Refused
from olympiad.services.marking.operations import last_submissions
from olympiad.services.marking.score_sheets import OwnSheet
from olympiad.wording.names import content
from olympiad.wording.sentences import sentence

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


def sheets_of(session: Session, section: Section, judge: Judge, language: str) -> dict[str, Plain]:
    """Return every sheet of a judge, the next one first, submitted ones as a line; and what was not taken.

    Marks in thousandths, times in UTC.
    """
    lines = score_sheets.next_sheets(session, judge)
    loaded = judge_view.load_many(session, [line.sheet for line in lines])
    returned = [line.sheet.id for line in lines if line.sheet.state == SheetState.RETURNED]
    course = Course(score_sheets.last_returns(session, returned), last_submissions(session, returned))
    rule_values = rules.load(session, section)
    return {
        "revision": section.revision,
        "rubric_version": section.rubric_version,
        "points_shown": rule_values.points_shown,
        "judge": judge.id,
        "name": judge.name or judge.key,
        "sheets": [_sheet(line, loaded[line.sheet.id], course, language) for line in lines],
        "comments": {str(one): [*notes] for one, notes in own_comments.last_comments(session, judge).items()},
        "refused": [_refused(one, language) for one in operation_refusals.refusals(session, judge)],
    }


class Course(NamedTuple):
    """What happened to the returned ones among a judge's sheets, by their ids."""

    returns: Mapping[int, SheetReturn]
    submissions: Mapping[int, str]
    """The operation that submitted it last: whoever submits a returned sheet has seen that it came back."""


def _sheet(line: OwnSheet, opened: OpenSheet, course: Course, language: str) -> dict[str, Plain]:
    returned = course.returns.get(line.sheet.id)
    return {
        "id": line.sheet.id,
        "team_code": line.team_code,
        "task": {"code": line.task.code, "title": content(line.task, "title", language)},
        "station": line.station,
        "starts_at": line.starts_at.isoformat() if line.starts_at else None,
        "ends_at": line.ends_at.isoformat() if line.ends_at else None,
        "order": line.order,
        "state": line.sheet.state,
        "reason": line.sheet.reason,
        "look_at": returned.criteria if returned else "",
        "rubric_version": line.sheet.rubric_version,
        "maximum": shown(opened.task.maximum),
        "so_far": shown(opened.so_far),
        "total": shown(opened.total) if opened.total is not None else None,
        "loaded": opened.is_loaded,
        "note": line.sheet.note,
        "absent": opened.absent,
        "penalty_floor": opened.counting.rules.penalty_floor,
        "submitted_at": line.sheet.submitted_at.isoformat() if line.sheet.submitted_at else None,
        "submission": course.submissions.get(line.sheet.id),
        "criteria": [_criterion(one, language) for one in opened.lines] if can_be_marked(line.sheet.state) else [],
    }


def _refused(one: Refused, language: str) -> dict[str, Plain]:
    label = content(one.criterion, "label", language) or one.criterion.code if one.criterion else ""
    return {
        "operation": one.operation_id,
        "kind": one.kind,
        "sheet": one.sheet_id,
        "team_code": one.team_code,
        "task": content(one.task, "title", language) or one.task.code,
        "criterion": one.criterion.id if one.criterion else None,
        "label": label,
        "value": _value(one.value),
        "outcome": one.outcome,
        "code": one.error.code,
        "sentence": sentence(one.error, language),
        "device_time": one.device_time,
    }


def _criterion(line: Line, language: str) -> dict[str, Plain]:
    row = line.criterion
    return {
        "id": row.id,
        "number": line.number,
        "code": row.code,
        "kind": row.kind,
        "label": content(row, "label", language),
        "maximum": row.maximum,
        "step": row.step,
        "critical": row.critical,
        "left_out": line.is_left_out,
        "levels": [{"points": shown(level.points), "label": level.words(language)} for level in line.levels],
        "each": shown(line.counted.each),
        "free": line.counted.free,
        **_reading(line),
        **_choice(line),
        "operation": line.base or None,
        "value": _value(line.value),
        "points": shown(line.points) if line.points is not None else None,
        "conflict": line.conflict_id or None,
        "rivals": [_rival(one) for one in line.rivals],
    }


def _rival(one: Rival) -> dict[str, Plain]:
    return {
        "operation": one.operation_id,
        "value": _value(one.value),
        "device_time": one.device_time,
        "device": one.device_id,
    }


def _reading(line: Line) -> dict[str, Plain]:
    """The unit, and where points are shown the curve for a preview: (reading, points) as decimal text."""
    if not isinstance(line.key, ReadingKey):
        return {"unit": "", "replicates": "", "breakpoints": []}
    points = line.key.curve.breakpoints(line.criterion.maximum)
    return {
        "unit": line.key.unit,
        "replicates": str(line.key.replicates.rule),
        "breakpoints": [[shown(reading * 1000), shown(amount)] for reading, amount in points],
    }


def _choice(line: Line) -> dict[str, Plain]:
    """The list of answers, and where points are shown the key for a preview; `each` is empty for an even share."""
    options: list[Plain] = [{"code": one.code, "label": one.label} for one in line.options.options]
    if not isinstance(line.key, ChoiceKey):
        return {"options": options, "right": None}
    each = "" if line.key.each is None else shown(line.key.each)
    return {"options": options, "right": {"codes": [*line.key.right], "each": each, "wrong": shown(line.key.wrong)}}


def _value(value: Value) -> dict[str, Plain]:
    return {
        "state": str(value.state),
        "mark": value.mark,
        "readings": value.readings,
        "consequence": value.consequence,
        "note": value.note,
        "unsure": value.unsure,
    }
