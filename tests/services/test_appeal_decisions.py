"""Deciding appeals: by somebody who neither marked nor belongs there; what it moves is shown first, and can be taken back."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.appeals import Outcome
from olympiad.domain.bundle import recompute
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.errors import DomainError
from olympiad.models.adjustment import AgreedMark
from olympiad.models.appeal import VoidCriterion
from olympiad.models.audit import AuditEntry
from olympiad.models.task import Criterion
from olympiad.services.appeals import appeal_decisions
from olympiad.services.results import official_results, results
from olympiad.services.sections import conflicts
from tests.appeals_world import close, lodge, publish
from tests.factories import LAST, Cast, make_judge, make_mark
from tests.results_world import finalise


@pytest.fixture
def open_cast(session: Session, cast: Cast) -> Cast:
    return publish(session, cast)


def code_of(deed: object, *given: object, **named: object) -> str:
    with pytest.raises(DomainError) as refused:
        deed(*given, **named)  # type: ignore[operator]
    return refused.value.code


def test_decide_is_refused_to_who_marked_the_sheet(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    code = code_of(appeal_decisions.decide, session, appeal, Outcome.UNCHANGED, reason="Right", by=open_cast.cem)

    assert (code, appeal.state) == ("appeal_decider_marked", "lodged")


def test_decide_is_refused_to_a_judge_of_the_same_institution(session: Session, open_cast: Cast) -> None:
    institution = open_cast.t02.institution_id
    make_judge(session, open_cast.section, user_id=open_cast.ben.id, institution_id=institution, tasks=[])
    appeal = lodge(session, open_cast)

    code = code_of(appeal_decisions.decide, session, appeal, Outcome.UNCHANGED, reason="Right", by=open_cast.ben)

    assert (code, appeal.state) == ("appeal_decider_interested", "lodged")


def test_effect_tells_what_would_move_and_changes_nothing(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    trial = appeal_decisions.effect(session, appeal, Outcome.CHANGED, 9000)

    assert trial.comparison is not None
    moved = [(one.team.key, one.before.award, one.after.award) for one in trial.comparison.movers]
    assert moved == [("T02", "II degree", "I degree")]
    assert appeal.state == "lodged"


def test_decide_changed_agrees_the_mark_and_the_next_version_takes_it_up(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    first = results.latest(session, open_cast.section)

    appeal_decisions.decide(
        session, appeal, Outcome.CHANGED, mark=9000, reason="The second reading counts", by=open_cast.ben
    )
    close(session, open_cast)
    assert first is not None
    waiting = code_of(official_results.make_official, session, first, by=open_cast.ana)
    second = finalise(session, open_cast, reason="Appeals", confirmed=True, official=True)

    bundle = results.bundle_of(second)
    totals = {row["team"]: row["total"] for row in bundle["ranking"]}
    assert waiting == "official_appeals_pending"
    assert (totals, recompute(bundle, read_section(bundle))) == ({"T01": "17.50", "T02": "15.25"}, [])
    assert (appeal.closed_in_id, appeal.effect) == (second.id, '[["T02", "2", "II degree", "2", "I degree"]]')


def test_decide_void_leaves_the_criterion_out_for_every_team(session: Session, open_cast: Cast) -> None:
    row = Criterion(task_id=open_cast.pipetting.id, code="clean", position=LAST, kind="points", maximum=10_000, step=10)
    session.add(row)
    session.flush()
    for sheet in open_cast.sheets.values():
        if sheet.task_id == open_cast.pipetting.id:
            make_mark(session, sheet, row, 4000)
    session.flush()
    appeal = lodge(session, open_cast)

    appeal_decisions.decide(session, appeal, Outcome.VOID, reason="The burette leaked", by=open_cast.ben)
    close(session, open_cast)
    version = finalise(session, open_cast, reason="Appeals", confirmed=True)

    bundle = results.bundle_of(version)
    cells = {str(sheet["marks"][0]) for sheet in bundle["sheets"] if sheet["task"] == "P"}
    assert cells == {"{'not_assessed': 'exclude'}"}
    assert recompute(bundle, read_section(bundle)) == []


def test_decide_void_needs_a_criterion_and_changed_a_mark(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast, whole=True)
    by = open_cast.ben

    void = code_of(appeal_decisions.decide, session, appeal, Outcome.VOID, reason="Leak", by=by)
    changed = code_of(appeal_decisions.decide, session, appeal, Outcome.CHANGED, reason="Leak", by=by)
    above = code_of(appeal_decisions.decide, session, appeal, Outcome.CHANGED, mark=11_000, reason="L", by=by)

    assert (void, changed, above) == ("appeal_void_needs_criterion", "appeal_mark_missing", "mark_above_maximum")


def test_reconsider_opens_it_again_until_a_version_has_it(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    appeal_decisions.decide(session, appeal, Outcome.CHANGED, mark=9000, reason="Yes", by=open_cast.ben)

    appeal_decisions.reconsider(session, appeal, reason="Wrong team", by=open_cast.ben)
    again = (appeal.state, appeal_decisions.effect(session, appeal, Outcome.UNCHANGED, None).comparison)
    appeal_decisions.decide(session, appeal, Outcome.UNCHANGED, reason="As it was", by=open_cast.ben)
    finalise(session, open_cast, reason="Appeals")

    assert again[0] == "lodged"
    assert again[1] is not None
    assert code_of(appeal_decisions.reconsider, session, appeal, reason="Again", by=open_cast.ben) == "appeal_closed"


def test_decide_is_refused_to_the_leader_and_to_a_judge_who_declared_to_be_close(
    session: Session, open_cast: Cast
) -> None:
    judge = make_judge(session, open_cast.section, user_id=open_cast.ben.id, tasks=[])
    row = conflicts.declare(session, judge, person="Finn", by=open_cast.ben)
    conflicts.name_team(session, row, open_cast.t02, by=open_cast.ana)
    appeal = lodge(session, open_cast)

    codes = [
        code_of(appeal_decisions.decide, session, appeal, Outcome.UNCHANGED, reason="Right", by=person)
        for person in (open_cast.finn, open_cast.ben)
    ]

    assert codes == ["appeal_decider_interested"] * 2
    assert (appeal.state, line_of(session, "appeals.decide")) == ("lodged", None)


def test_a_judge_whose_sheet_there_is_void_or_untouched_may_decide(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    states = {"cem": "void", "dana": "not_started"}
    for name, state in states.items():
        open_cast.sheets["T02", "P", name].state = state
    session.flush()

    for name in states:
        appeal_decisions.check_decider(session, appeal, getattr(open_cast, name))


def test_decide_without_a_reason_is_refused_and_changes_nothing(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    code = code_of(appeal_decisions.decide, session, appeal, Outcome.CHANGED, mark=9000, reason=" ", by=open_cast.ben)

    assert (code, appeal.state) == ("reason_missing", "lodged")
    assert session.scalars(select(AgreedMark)).all() == []


def line_of(session: Session, action: str) -> dict[str, Any] | None:
    """What the last line of an action says, before and after."""
    query = select(AuditEntry.content).where(AuditEntry.action == action).order_by(AuditEntry.id.desc()).limit(1)
    content = session.scalar(query)
    return None if content is None else json.loads(content)


def test_a_mark_of_zero_is_decided_and_recorded_as_zero(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    appeal_decisions.decide(session, appeal, Outcome.CHANGED, mark=0, reason="The tube was empty", by=open_cast.ben)

    said = line_of(session, "appeals.decide")
    assert said is not None
    assert (appeal.mark, said["before"], said["after"]["outcome"], said["after"]["mark"]) == (
        0,
        {"state": "lodged"},
        "changed",
        "0",
    )
    assert set(said["sealed"]) == {"reason"}


def test_a_decision_that_changes_nothing_agrees_no_mark(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    appeal_decisions.decide(session, appeal, Outcome.UNCHANGED, mark=9000, reason="As it was", by=open_cast.ben)

    said = line_of(session, "appeals.decide")
    assert said is not None
    assert (appeal.mark, appeal.effect, said["after"]["mark"]) == (None, "[]", None)
    assert session.scalars(select(AgreedMark)).all() == []


def test_a_whole_task_is_agreed_on_for_its_team(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast, whole=True)

    appeal_decisions.decide(session, appeal, Outcome.CHANGED, mark=9500, reason="Read again", by=open_cast.ben)

    [agreed] = session.scalars(select(AgreedMark))
    assert (agreed.team_id, agreed.task_id, agreed.criterion_id, agreed.mark) == (
        open_cast.t02.id,
        open_cast.pipetting.id,
        None,
        9500,
    )


@pytest.mark.parametrize("outcome", [Outcome.CHANGED, Outcome.VOID])
def test_reconsider_withdraws_what_the_decision_did(session: Session, open_cast: Cast, outcome: Outcome) -> None:
    open_cast.pipetting.criteria.append(Criterion(code="clean", position=LAST, kind="points", maximum=10_000, step=10))
    session.flush()
    appeal = lodge(session, open_cast)
    mark = 9000 if outcome is Outcome.CHANGED else None
    appeal_decisions.decide(session, appeal, outcome, mark=mark, reason="Yes", by=open_cast.ben)

    appeal_decisions.reconsider(session, appeal, reason="Wrong team", by=open_cast.ben)

    rows = [*session.scalars(select(AgreedMark)), *session.scalars(select(VoidCriterion))]
    said = line_of(session, "appeals.reconsider")
    assert [row.withdrawn_at is not None for row in rows] == [True]
    assert (appeal.outcome, appeal.mark, appeal.effect, appeal.reason, appeal.ended_at) == ("", None, "", "", None)
    assert said is not None
    assert said["before"] == {"state": "decided", "outcome": str(outcome)}


def test_reconsider_wants_a_decision_and_a_reason(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    given = (appeal_decisions.reconsider, session, appeal)

    undecided = code_of(*given, reason="Again", by=open_cast.ben)
    appeal_decisions.decide(session, appeal, Outcome.UNCHANGED, reason="As it was", by=open_cast.ben)
    without = code_of(*given, reason="", by=open_cast.ben)

    assert (undecided, without, appeal.state) == ("appeal_not_decided", "reason_missing", "decided")
