"""Which rows wait for a seal: those that a session wrote, by objects or by statements, and no others."""

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from olympiad.models.participant import Participant
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.team import Team
from olympiad.models.user import SignInAttempt
from olympiad.services.record import row_changes
from olympiad.services.record.row_changes import ABOVE
from tests.factories import NOON, Cast, make_mark


@pytest.fixture
def quiet(session: Session, cast: Cast) -> Cast:
    """Nothing waits: all was sealed by the commit."""
    session.commit()
    assert row_changes.changes(session) == {}
    return cast


def test_objects_that_are_new_changed_or_deleted_wait(session: Session, quiet: Cast) -> None:
    gone = session.query(Participant).filter_by(key="gul").one()
    quiet.t01.name = "Renamed"
    quiet.t02.name = quiet.t02.name  # touched, and as it was
    session.delete(gone)
    fresh = Participant(section_id=quiet.section.id, team_id=quiet.t02.id, name="New")
    session.add(fresh)

    session.flush()

    assert row_changes.changes(session) == {"team": {(quiet.t01.id,)}, "participant": {(gone.id,), (fresh.id,)}}


def test_marks_wait_by_their_sheet(session: Session, quiet: Cast) -> None:
    sheet = quiet.sheets["T01", "P", "cem"]

    make_mark(session, sheet, quiet.pipetting.criteria[0], 7500)

    assert row_changes.changes(session) == {"mark": {(sheet.id,)}}


def test_what_is_not_sealed_does_not_wait(session: Session, quiet: Cast) -> None:
    session.add(SignInAttempt(subject="account:x", at=NOON))
    session.flush()
    session.execute(delete(SignInAttempt))

    assert row_changes.changes(session) == {}


def test_a_statement_is_noted_by_the_rows_that_it_meets_before_it_changes_them(session: Session, quiet: Cast) -> None:
    session.execute(update(Team).where(Team.key == "T01").values(key="T09"))
    session.execute(delete(Participant).where(Participant.key == "gul", Participant.team_id == quiet.t01.id))
    session.execute(update(Team).where(Team.key == "nobody").values(name="x"))

    changes = row_changes.changes(session)

    assert changes["team"] == {(quiet.t01.id,)}
    assert len(changes["participant"]) == 1


def test_what_waits_to_be_flushed_is_met_by_a_statement_too(session: Session, quiet: Cast) -> None:
    quiet.t02.key = "T01b"

    session.execute(update(Team).where(Team.key == "T01b").values(name="x"))

    assert row_changes.changes(session) == {"team": {(quiet.t02.id,)}}


def test_many_rows_that_are_changed_by_their_keys_wait(session: Session, quiet: Cast) -> None:
    rows = [{"id": quiet.t01.id, "name": "One"}, {"id": quiet.t02.id, "name": "Two"}]

    session.execute(update(Team), rows)

    assert row_changes.changes(session) == {"team": {(quiet.t01.id,), (quiet.t02.id,)}}


def test_all_rows_wait_where_a_statement_names_none(session: Session, quiet: Cast) -> None:
    session.execute(update(Team).values(name="x"))

    assert row_changes.changes(session) == {"team": {(quiet.t01.id,), (quiet.t02.id,)}}


def test_inserted_rows_wait_by_their_values_or_as_all_above_what_was_there(session: Session, quiet: Cast) -> None:
    sheet, criterion = quiet.sheets["T01", "P", "cem"], quiet.pipetting.criteria[0]
    place = {"section_id": quiet.section.id, "edition_id": quiet.section.edition_id}

    session.execute(insert(Mark).values(sheet_id=sheet.id, criterion_id=criterion.id, state="marked", mark=1))
    session.execute(insert(Team), [place | {"key": key, "code": key, "name": "x"} for key in ("T98", "T99")])

    assert row_changes.changes(session) == {"mark": {(sheet.id,)}, "team": {(ABOVE, quiet.t02.id)}}


def test_a_row_with_a_random_number_is_not_inserted_without_it(session: Session, quiet: Cast) -> None:
    """Nobody could say afterwards which one it was."""
    place = {"section_id": quiet.section.id, "team_id": quiet.t01.id, "task_id": quiet.glucose.id}

    with pytest.raises(TypeError, match="score_sheet"):
        session.execute(insert(ScoreSheet).values(**place, judge_id=quiet.cem_judge.id))


def test_a_rollback_forgets_what_was_written_and_that_of_a_savepoint_does_not(session: Session, quiet: Cast) -> None:
    quiet.t01.name = "Renamed"
    session.flush()
    part = session.begin_nested()
    quiet.t02.name = "Never"
    session.flush()
    part.rollback()
    in_part = dict(row_changes.changes(session))

    session.rollback()

    assert (quiet.t01.id,) in in_part["team"]
    assert row_changes.changes(session) == {}


def test_what_is_written_past_the_session_is_told_to_it(session: Session, quiet: Cast) -> None:
    row_changes.note(session, "team", [(1,)])
    row_changes.note(session, "team", [(2,), (1,)])

    assert row_changes.changes(session) == {"team": {(1,), (2,)}}
