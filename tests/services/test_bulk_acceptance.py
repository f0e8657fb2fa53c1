"""Acceptance of many sheets at once: only where all that are expected are in and agree, and only beside the touched ones."""

from sqlalchemy.orm import Session

from olympiad.services.entry import bulk_acceptance
from tests.factories import Cast, make_judge, make_score_sheet
from tests.results_world import mark_everything, set_mark


def everything(session: Session, cast: Cast, state: str = "submitted") -> set[int]:
    mark_everything(session, cast, {"T01": 8000, "T02": 6000}, state)
    return {sheet.id for sheet in cast.sheets.values()}


def accepted(cast: Cast) -> set[tuple[str, str, str]]:
    return {place for place, sheet in cast.sheets.items() if sheet.state == "accepted"}


def test_every_place_that_agrees_is_accepted_with_its_moment(session: Session, cast: Cast) -> None:
    touched = everything(session, cast)

    assert bulk_acceptance.accept_agreeing(session, cast.section, touched) == len(cast.sheets)

    assert accepted(cast) == {*cast.sheets}
    assert {sheet.accepted_at is None for sheet in cast.sheets.values()} == {False}


def test_a_place_that_disagrees_waits_for_the_chief_judge(session: Session, cast: Cast) -> None:
    touched = everything(session, cast)
    set_mark(session, cast.sheets["T01", "P", "cem"], 4000)

    assert bulk_acceptance.accept_agreeing(session, cast.section, touched) == len(cast.sheets) - 2

    assert {*cast.sheets} - accepted(cast) == {("T01", "P", "cem"), ("T01", "P", "dana")}


def test_a_place_where_a_sheet_is_still_open_waits_for_it(session: Session, cast: Cast) -> None:
    touched = everything(session, cast)
    cast.sheets["T02", "G", "dana"].state = "open"
    session.flush()

    bulk_acceptance.accept_agreeing(session, cast.section, touched)

    assert cast.sheets["T02", "G", "cem"].state == "submitted"
    assert len(accepted(cast)) == len(cast.sheets) - 2


def test_one_touched_sheet_brings_the_other_of_its_place_along_and_no_other_place(session: Session, cast: Cast) -> None:
    everything(session, cast)

    found = bulk_acceptance.accept_agreeing(session, cast.section, {cast.sheets["T01", "P", "cem"].id})

    assert (found, accepted(cast)) == (2, {("T01", "P", "cem"), ("T01", "P", "dana")})


def test_a_sheet_of_practice_is_never_accepted(session: Session, cast: Cast) -> None:
    touched = everything(session, cast)
    pupil = make_judge(session, cast.section, key="pupil", kind="practice")
    practice = make_score_sheet(session, cast.t01, cast.pipetting, pupil, state="submitted")
    set_mark(session, practice, 8000)

    assert bulk_acceptance.accept_agreeing(session, cast.section, {practice.id}) == 0
    assert bulk_acceptance.accept_agreeing(session, cast.section, {practice.id, *touched}) == len(touched)

    session.refresh(practice)
    assert practice.state == "submitted"


def test_nothing_touched_accepts_nothing(session: Session, cast: Cast) -> None:
    everything(session, cast)

    assert bulk_acceptance.accept_agreeing(session, cast.section, ()) == 0
    assert accepted(cast) == set()
