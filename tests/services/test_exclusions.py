"""Criteria left out after an incident hold for one team, after an appeal for all; withdrawn ones count again."""

from datetime import datetime

from sqlalchemy.orm import Session

from olympiad.models.incident import Exclusion
from olympiad.services.computing import exclusions
from tests.factories import NOON, Cast


def exclude(session: Session, cast: Cast, withdrawn: datetime | None = None) -> int:
    """Leave the yield of pipetting out for T01, without the incident and the remedy behind it."""
    criterion = cast.pipetting.criteria[0].id
    where = {"section_id": cast.section.id, "team_id": cast.t01.id, "task_id": cast.pipetting.id}
    given = {"criterion_id": criterion, "remedy_id": 1, "reason": "spilt", "at": NOON, "withdrawn_at": withdrawn}
    session.connection().exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    session.add(Exclusion(**where, **given))
    session.flush()
    return criterion


def test_nothing_is_left_out_where_nothing_happened(session: Session, cast: Cast) -> None:
    found = exclusions.at_stations(session, [cast.t01.id], [cast.pipetting.id])

    assert found.of(cast.t01.id, cast.pipetting.id) == set()
    assert exclusions.reasons(session, cast.section) == {}
    assert found.for_all == {}


def test_after_an_incident_one_team_is_spared_one_criterion(session: Session, cast: Cast) -> None:
    criterion = exclude(session, cast)

    found = exclusions.at_stations(session, [cast.t01.id, cast.t02.id], [cast.pipetting.id, cast.glucose.id])

    assert found.of(cast.t01.id, cast.pipetting.id) == {criterion}
    assert found.of(cast.t02.id, cast.pipetting.id) == set()
    assert exclusions.reasons(session, cast.section) == {("T01", "P", "yield"): "spilt"}


def test_what_was_withdrawn_counts_again(session: Session, cast: Cast) -> None:
    exclude(session, cast, withdrawn=NOON)

    assert exclusions.at_stations(session, [cast.t01.id], [cast.pipetting.id]).for_teams == {}
    assert exclusions.reasons(session, cast.section) == {}
