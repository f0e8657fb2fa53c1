"""Blank score sheets to print: one page per team and task, numbered as on screen."""

from collections.abc import Sequence
from fractions import Fraction

from olympiad.documents.printable import Place, Printable
from olympiad.documents.typesetting import qr_svg
from olympiad.domain.canonical_json import Plain
from olympiad.domain.choice_keys import Choices
from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.readings import ReadingKey
from olympiad.domain.rubric import Level
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.wording.names import content
from olympiad.wording.numbers import mark_text
from olympiad.wording.paper import sheet_words


def score_sheets(place: Place, tasks: Sequence[Task], teams: Sequence[Team]) -> Printable:
    """Return a sheet for every task and team, sorted by task; a blank knows the code only, never a name."""
    language = place.language
    sheets: list[Plain] = [
        _sheet(place.edition, place.section, task, team, criteria, language)
        for task in tasks
        for criteria in [[_criterion(one, at, language) for at, one in enumerate(task.criteria, start=1)]]
        for team in teams
    ]
    return Printable("score_sheets.typ", place.head() | {"words": dict(sheet_words(language)), "sheets": sheets})


def _sheet(edition: Edition, section: Section, task: Task, team: Team, criteria: list[Plain], language: str) -> Plain:
    maximum: Amount = sum(one.maximum for one in task.criteria if one.kind != CriterionKind.PENALTY)
    return {
        "team": team.code,
        "code": task.code,
        "title": content(task, "title", language),
        "station": task.station,
        "maximum": mark_text(maximum, language),
        "criteria": criteria,
        "qr": qr_svg(f"OLYMPIAD/{edition.slug}/{section.slug}/{team.code}/{task.code}", "#16213a"),
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
