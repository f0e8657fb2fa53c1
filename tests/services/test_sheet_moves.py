"""A judge's own remedies: opening a sheet again within minutes, moving marks to the team that was meant."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.score_sheet import Mark
from olympiad.services.marking import score_sheets, sheet_moves
from tests.factories import Cast, make_mark


def marked(session: Session, cast: Cast, team: str = "T01") -> list[int | None]:
    query = select(Mark.mark).where(Mark.sheet_id == cast.sheets[team, "P", "cem"].id, Mark.state == "marked")
    return list(session.scalars(query))


def test_move_takes_all_marks_to_the_team_that_was_meant_in_one_act(session: Session, cast: Cast) -> None:
    wrong, meant = cast.sheets["T01", "P", "cem"], cast.sheets["T02", "P", "cem"]
    make_mark(session, wrong, cast.pipetting.criteria[0], 7500)
    wrong.state = "open"

    sheet_moves.move(session, wrong, meant, by=cast.cem)

    assert (marked(session, cast), marked(session, cast, "T02")) == ([], [7500])
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.action == "score_sheets.move")).all()
    assert acts == ["score_sheets.move"]


def test_move_never_touches_a_sheet_with_marks_or_of_another_task(session: Session, cast: Cast) -> None:
    wrong, full, other = (cast.sheets[key] for key in (("T01", "P", "cem"), ("T02", "P", "cem"), ("T02", "G", "cem")))
    for sheet in (wrong, full):
        make_mark(session, sheet, cast.pipetting.criteria[0], 7500)

    for target in (full, other, cast.sheets["T02", "P", "dana"]):
        with pytest.raises(DomainError, match="move_not_same_task"):
            sheet_moves.move(session, wrong, target, by=cast.cem)

    assert marked(session, cast) == [7500]


@pytest.mark.parametrize(("minutes", "state"), [(4, "returned"), (6, "submitted")])
def test_reopen_own_lets_a_judge_back_within_five_minutes(
    session: Session, cast: Cast, minutes: int, state: str
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    make_mark(session, sheet, cast.pipetting.criteria[0], 7500)
    sheet.state = "open"
    score_sheets.submit(session, sheet, by=cast.cem)
    sheet.submitted_at = utc_now() - timedelta(minutes=minutes)

    if state == "submitted":
        with pytest.raises(DomainError, match="reopen_too_late"):
            sheet_moves.reopen_own(session, sheet, by=cast.cem)
    else:
        sheet_moves.reopen_own(session, sheet, by=cast.cem)

    assert sheet.state == state
