"""Blank score sheets to print: one page per team, task and judge, numbered as on screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from olympiad.documents.printable import Place, Printable
from olympiad.documents.typesetting import qr_svg
from olympiad.domain.canonical_json import Plain
from olympiad.domain.choice_keys import Choices
from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.notation.paper_codes import PaperCode, written
from olympiad.domain.readings import ReadingKey
from olympiad.domain.rubric import Level
from olympiad.models.judge import Judge
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.wording.names import content
from olympiad.wording.numbers import mark_text
from olympiad.wording.paper import sheet_words


@dataclass(frozen=True)
class Blank:
    """One sheet of paper: of which team at which task, where and in which round (0: nobody said), and for which judge.

    Without a judge it has an empty line for the name.
    """

    task: Task
    team: Team
    station: str
    round_number: int
    judge: Judge | None


def score_sheets(place: Place, blanks: Sequence[Blank]) -> Printable:
    """Return a page for each blank; it knows the team by its code only, and no judge but its own."""
    language = place.language
    criteria = {
        task.id: [_criterion(one, at, language) for at, one in enumerate(task.criteria, start=1)]
        for task in {one.task.id: one.task for one in blanks}.values()
    }
    sheets: list[Plain] = [_sheet(place, one, criteria[one.task.id]) for one in blanks]
    return Printable("score_sheets.typ", place.head() | {"words": dict(sheet_words(language)), "sheets": sheets})


def _sheet(place: Place, blank: Blank, criteria: list[Plain]) -> Plain:
    task, judge = blank.task, blank.judge
    maximum: Amount = sum(one.maximum for one in task.criteria if one.kind != CriterionKind.PENALTY)
    code = PaperCode(place.edition.slug, place.section.slug, blank.team.code, task.code, judge.key if judge else "")
    return {
        "team": blank.team.code,
        "code": task.code,
        "title": content(task, "title", place.language),
        "station": blank.station,
        "round": str(blank.round_number or ""),
        "judge": " · ".join(part for part in (judge.name, judge.key) if part) if judge else "",
        "maximum": mark_text(maximum, place.language),
        "criteria": criteria,
        "qr": qr_svg(written(code), "#16213a"),
    }


def _criterion(one: Criterion, number: int, language: str) -> Plain:
    kind = CriterionKind(one.kind)
    try:
        key = parse_key(kind, one.key, one.maximum)
    except DomainError:  # a key that is still being written keeps no sheet from being printed
        key = None
    sign = "−" if kind is CriterionKind.PENALTY else ""
    return {
        "number": number,
        "label": content(one, "label", language) or one.code,
        "kind": kind.value,
        "maximum": sign + mark_text(one.maximum, language),
        "levels": " · ".join(_level(level, language) for level in key) if isinstance(key, tuple) else "",
        "options": [[one.code, one.label] for one in key.options] if isinstance(key, Choices) else [],
        "unit": key.unit if isinstance(key, ReadingKey) else "",
    }


def _level(level: Level, language: str) -> str:
    shown = mark_text(Fraction(level.points), language)
    words = level.words(language)
    return f"{shown} = {words}" if words else shown
