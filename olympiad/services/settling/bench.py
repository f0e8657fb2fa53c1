"""Two judges at one bench: blind until both have submitted; then each difference is agreed on, kept, or passed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.bench import Answer, Choice, Verdict, verdict
from olympiad.domain.choices import HANDED_OVER, JudgeKind, SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount
from olympiad.domain.exact import points as plain_points
from olympiad.domain.kinds import KEYED
from olympiad.domain.operations import Value
from olympiad.models.bench import BenchAnswer
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.computing import stations
from olympiad.services.computing.stations import Station
from olympiad.services.marking.operations import value_of
from olympiad.services.record import audit
from olympiad.services.record.audit_codes import codes
from olympiad.services.settling import moderation

Place = tuple[int, int]
"""Ids of team and task."""


@dataclass(frozen=True)
class Difference:
    """One criterion on which the two sheets differ: own value first, then the other judge's."""

    number: int
    criterion: Criterion
    values: tuple[Value, Value]
    offers: tuple[int | None, int | None]
    """What either value would be as an agreed mark, in thousandths."""
    answers: tuple[Answer | None, Answer | None]
    agreed: Amount | None
    """The agreed mark that stands."""

    @property
    def verdict(self) -> Verdict:
        """How far the two are; an agreed mark that stands settles it, whoever agreed."""
        return Verdict.AGREED if self.agreed is not None else verdict(*self.answers)


@dataclass(frozen=True)
class Bench:
    """A team at a task with exactly two official sheets, both handed over, as one of the two judges sees it."""

    team: Team
    task: Task
    other: Judge
    place: Station
    totals: tuple[Amount | None, Amount | None]
    differences: list[Difference]

    @property
    def is_open(self) -> bool:
        """Whether answers still change anything."""
        return not self.place.is_settled and any(sheet.state == SheetState.SUBMITTED for sheet in self.place.sheets)


class Waiting(NamedTuple):
    """A place where a judge and one other have submitted and disagree, named by the judge's own sheet."""

    sheet_id: int
    team: Team
    task: Task


def waiting(session: Session, judge: Judge) -> list[Waiting]:
    """List the places where a judge and one other have submitted and disagree."""
    own, one = aliased(ScoreSheet), aliased(ScoreSheet)
    official = select(Judge.id).where(Judge.section_id == judge.section_id, Judge.kind == JudgeKind.OFFICIAL)
    pairs = (
        select(one.team_id, one.task_id)
        .where(one.section_id == judge.section_id, one.state != SheetState.VOID, one.judge_id.in_(official))
        .group_by(one.team_id, one.task_id)
        .having(func.count() == 2, func.count().filter(one.state == SheetState.SUBMITTED) == 2)
        .subquery()
    )
    query = (
        select(own.id, Team, Task)
        .join(Team, Team.id == own.team_id)
        .join(Task, Task.id == own.task_id)
        .join(pairs, (pairs.c.team_id == own.team_id) & (pairs.c.task_id == own.task_id))
        .where(own.judge_id == judge.id, own.state != SheetState.VOID)
        .order_by(Task.position, Team.code)
    )
    return [Waiting(*row) for row in session.execute(query)]


def _own_position(loaded: Station, judge: Judge) -> int:
    """Return which of the two sheets is the judge's own; refused where there are not two, or one is not handed over."""
    positions = {sheet.judge_id: at for at, sheet in enumerate(loaded.sheets)}
    if len(loaded.sheets) != 2 or judge.id not in positions:
        raise DomainError("bench_not_two")
    if not all(sheet.state in HANDED_OVER for sheet in loaded.sheets):
        raise DomainError("bench_not_yet")
    return positions[judge.id]


def _check_answer(asked: Difference | None, given: Answer) -> None:
    """Refuse an answer to what does not differ, and a mark that no judge could give."""
    if asked is None:
        raise DomainError("criterion_unknown")
    if given.mark is not None:
        moderation.check_agreed(asked.criterion, given.mark)


def load(session: Session, section: Section, place: Place, judge: Judge) -> Bench:
    """Load both sheets for one of their two judges.

    Refused as `bench_not_two` where there are not exactly two official sheets, one of them the judge's own, and as
    `bench_not_yet` until both are submitted: before, nobody sees the other's marks.
    """
    loaded = stations.load(session, section, *place)
    mine = _own_position(loaded, judge)
    order = (mine, 1 - mine)
    answers = _answers(session, place, loaded)
    agreed = {one.criterion_id: one.mark for one in loaded.agreed if one.criterion_id is not None}
    other = loaded.sheets[1 - mine].judge
    differences = [
        Difference(
            at + 1,
            criterion,
            tuple(_values(loaded, at, order)),  # type: ignore[arg-type]  # why: two values, in this order
            tuple(
                _offer(criterion, value_of(loaded.marks[n][at]), loaded.comparison.lines[at].points[n]) for n in order
            ),  # type: ignore[arg-type]
            (answers.get((criterion.id, judge.id)), answers.get((criterion.id, other.id))),
            agreed.get(criterion.id),
        )
        for at, criterion in enumerate(loaded.criteria)
        if _differs(loaded, at) or criterion.id in agreed
    ]
    totals = (loaded.comparison.totals[order[0]], loaded.comparison.totals[order[1]])
    team = loaded.sheets[0].team
    return Bench(team, loaded.task, other, loaded, totals, differences)


def _values(loaded: Station, at: int, order: tuple[int, int]) -> list[Value]:
    return [value_of(loaded.marks[n][at]) for n in order]


def _differs(loaded: Station, at: int) -> bool:
    shown = loaded.comparison.lines[at].points
    first, second = _values(loaded, at, (0, 1))
    return shown[0] != shown[1] or first.state != second.state


def _offer(criterion: Criterion, value: Value, points: Amount | None) -> int | None:
    """What a judge gave, as an agreed mark says it: of a reading its points where these are whole thousandths."""
    if criterion.kind not in KEYED:
        return value.mark
    return int(points) if points is not None and Fraction(points).denominator == 1 else None


def _answers(session: Session, place: Place, loaded: Station) -> dict[tuple[int, int], Answer]:
    """The answers by criterion and judge, those left out that were given before a sheet was last submitted."""
    query = select(BenchAnswer).where(BenchAnswer.team_id == place[0], BenchAnswer.task_id == place[1])
    since = max((sheet.submitted_at for sheet in loaded.sheets if sheet.submitted_at), default=None)
    return {
        (row.criterion_id, row.judge_id): Answer(Choice(row.choice), row.mark)
        for row in session.scalars(query)
        if since is None or row.at >= since
    }


def answer(
    session: Session, section: Section, place: Place, judge: Judge, given: Mapping[int, Answer], *, by: User
) -> Bench:
    """Take one judge's answers by criterion; where both now agree on one value, it is the agreed mark at once.

    Only the judge in person: `sheet_of_another_judge` otherwise. An answer to what does not differ is refused, and so is a
    value that no judge could give.
    """
    if by.id != judge.user_id:
        raise DomainError("sheet_of_another_judge")
    bench = load(session, section, place, judge)
    if not bench.is_open:
        raise DomainError("bench_settled")
    known = {one.criterion.id: one for one in bench.differences if one.agreed is None}
    for criterion_id, one in given.items():
        _check_answer(known.get(criterion_id), one)
        if one != known[criterion_id].answers[0]:
            _keep(session, section, place, criterion_id, judge, one, by)
    session.flush()
    bench = load(session, section, place, judge)
    agreed = _agreed_now(bench)
    if agreed:
        names = " + ".join(sorted(one.judge.name or one.judge.key for one in bench.place.sheets))
        moderation.agree_at_bench(session, section, place, agreed, reason=names, by=by)
        bench = load(session, section, place, judge)
    return bench


def _agreed_now(bench: Bench) -> dict[int, int]:
    """Return the values by criterion that the answers of both judges say alike."""
    pending = [one for one in bench.differences if one.agreed is None and one.verdict is Verdict.AGREED]
    said = [(one.criterion.id, one.answers[0]) for one in pending]
    return {criterion_id: own.mark for criterion_id, own in said if own and own.mark is not None}


def _keep(
    session: Session, section: Section, place: Place, criterion_id: int, judge: Judge, given: Answer, by: User
) -> None:
    audit.record(
        session,
        AuditAction.BENCH_ANSWER,
        f"judge:{judge.id}",
        by=by,
        section=section,
        after={
            **codes(session, team=place[0], task=place[1], criterion=criterion_id),
            "choice": str(given.choice),
            "mark": None if given.mark is None else plain_points(given.mark),
        },
    )
    query = select(BenchAnswer).where(
        BenchAnswer.team_id == place[0],
        BenchAnswer.task_id == place[1],
        BenchAnswer.criterion_id == criterion_id,
        BenchAnswer.judge_id == judge.id,
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        row = BenchAnswer(
            section_id=section.id, team_id=place[0], task_id=place[1], criterion_id=criterion_id, judge_id=judge.id
        )
    row.choice, row.mark, row.at = given.choice, given.mark, utc_now()
    session.add(row)
    session.flush()


def said(session: Session, section: Section, place: Place) -> list[tuple[Judge, Criterion, Answer]]:
    """Return the chief judge what the two said at the bench about what is not agreed yet."""
    loaded = stations.load(session, section, *place)
    agreed = {one.criterion_id for one in loaded.agreed}
    judges = {sheet.judge_id: sheet.judge for sheet in loaded.sheets}
    criteria = {one.id: one for one in loaded.criteria}
    found = [
        (judges[judge_id], criteria[criterion_id], one)
        for (criterion_id, judge_id), one in _answers(session, place, loaded).items()
        if criterion_id in criteria and judge_id in judges and criterion_id not in agreed
    ]
    return sorted(found, key=lambda row: (row[1].position, row[0].key))
