"""What pages of lists show: the query of each, what its search looks through, and one page of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from olympiad.domain.choices import HANDED_OVER, OUT_OF_RUNNING, CriterionKind
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.marking import score_sheets
from olympiad.services.record.key_order import natural

PAGE = 50
"""Rows of one page of a list."""
NAMES = (Institution.key, Institution.name_uz, Institution.name_ru, Institution.name_en)


@dataclass(frozen=True)
class Searchable:
    """The rows of a list, and the columns in which they are searched."""

    query: Select[*tuple[Any, ...]]
    columns: tuple[InstrumentedAttribute[Any], ...]
    also: Callable[[str], ColumnElement[bool]] | None = None
    """A condition on other tables, such as that a member of the team is called so."""

    def found(self, asked: str) -> Select[*tuple[Any, ...]]:
        """Return the query of the rows in which these words stand."""
        if not asked:
            return self.query
        condition = self.columns[0].icontains(asked, autoescape=True)
        for column in self.columns[1:]:
            condition |= column.icontains(asked, autoescape=True)
        return self.query.where(condition | self.also(asked) if self.also is not None else condition)


def page_of(
    session: Session, of: Searchable, asked: str, number: int
) -> tuple[Sequence[Row[*tuple[Any, ...]]], int, int, int]:
    """Return rows, total, number of the page and of pages, in two statements whatever the number of rows."""
    query = of.found(asked)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(number, 1), pages)
    return session.execute(query.limit(PAGE).offset((page - 1) * PAGE)).all(), total, page, pages


def institutions(edition: Edition) -> Searchable:
    """Return the institutions of an edition with the number of their teams."""
    teams = select(func.count(Team.id)).where(Team.institution_id == Institution.id).scalar_subquery()
    query = select(Institution, teams.label("teams")).where(Institution.edition_id == edition.id)
    return Searchable(query.order_by(Institution.key), (*NAMES, Institution.aliases))


def teams(section: Section) -> Searchable:
    """Return the teams of a section with the number of their members; a member's name finds them."""
    members = select(func.count(Participant.id)).where(Participant.team_id == Team.id).scalar_subquery()
    query = (
        select(Team, members.label("members"))
        .outerjoin(Institution, Institution.id == Team.institution_id)
        .where(Team.section_id == section.id)
        .order_by(*natural(Team.key))
    )
    return Searchable(query, (Team.key, Team.code, Team.name, *NAMES), _has_member)


def arrivals(section: Section, *, by_code: bool) -> Searchable:
    """Return the teams as check-in goes through them: not here yet, here, no longer awaited.

    `by_code`: whether a code finds its team; who may not know which team has which code must not learn it by searching.
    """
    turn = case((Team.status.in_(OUT_OF_RUNNING), 2), (Team.arrived_at.is_not(None), 1), else_=0)
    query = (
        select(Team)
        .outerjoin(Institution, Institution.id == Team.institution_id)
        .where(Team.section_id == section.id)
        .order_by(turn, *natural(Team.key))
    )
    columns = (Team.key, Team.name, *NAMES)
    return Searchable(query, (*columns, Team.code) if by_code else columns, _has_member)


def not_here_yet(section: Section, *, by_code: bool) -> Searchable:
    """Return the teams of check-in that are still awaited."""
    every = arrivals(section, by_code=by_code)
    awaited = every.query.where(Team.arrived_at.is_(None), Team.status.not_in(OUT_OF_RUNNING))
    return replace(every, query=awaited)


def _has_member(asked: str) -> ColumnElement[bool]:
    """Return whether somebody in a team is called so, in either script."""
    named = (one.icontains(asked, autoescape=True) for one in (Participant.name, Participant.name_local))
    return exists().where(Participant.team_id == Team.id, next(named) | next(named))


def judges(section: Section) -> Searchable:
    """Return the judges of a section with the number of their sheets, and of those that are handed over."""
    mine = (ScoreSheet.judge_id == Judge.id) & score_sheets.AWAITED
    sheets = select(func.count(ScoreSheet.id)).where(mine).scalar_subquery()
    done = select(func.count(ScoreSheet.id)).where(mine, ScoreSheet.state.in_(HANDED_OVER)).scalar_subquery()
    query = (
        select(Judge, sheets.label("sheets"), done.label("done"))
        .outerjoin(Institution, Institution.id == Judge.institution_id)
        .where(Judge.section_id == section.id)
        .order_by(*natural(Judge.key))
    )
    return Searchable(query, (Judge.key, Judge.name, Judge.email, Institution.key))


def next_key(session: Session, section: Section, letter: str) -> str:
    """Return a key for the next judge: the letter and the first number above those that are taken."""
    keys = session.scalars(select(Judge.key).where(Judge.section_id == section.id))
    taken = [int(key[1:]) for key in keys if key[:1] == letter and key[1:].isascii() and key[1:].isdigit()]
    return f"{letter}{max(taken, default=0) + 1}"


def sheets(judge: Judge) -> Searchable:
    """Return the sheets of a judge with team and task."""
    query = (
        select(ScoreSheet, Team, Task)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .where(ScoreSheet.judge_id == judge.id)
        .order_by(Task.position, *natural(Team.key), ScoreSheet.attempt)
    )
    return Searchable(query, (Team.key, Team.code, Task.code))


def tasks(session: Session, section: Section) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the tasks of a section with the number of criteria and the greatest total."""
    mine = (Criterion.task_id == Task.id) & Criterion.retired_in.is_(None)
    number = select(func.count(Criterion.id)).where(mine).scalar_subquery()
    maximum = select(func.sum(Criterion.maximum)).where(mine, Criterion.kind != CriterionKind.PENALTY).scalar_subquery()
    query = select(Task, number.label("criteria"), maximum.label("maximum")).where(Task.section_id == section.id)
    return session.execute(query.order_by(Task.position, Task.id)).all()
