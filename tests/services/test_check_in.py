"""Check-in: noted once, taken back, on the record, and counted without those who are out of the running."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.services.overview import lists
from olympiad.services.record import audit
from olympiad.services.sections import check_in
from tests.factories import Cast, make_cast, make_team


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


def lines(session: Session) -> list[tuple[str, str, int | None, dict[str, object]]]:
    rows = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("check_in.")).order_by(AuditEntry.id))
    return [(row.action, row.subject, row.user_id, json.loads(row.content)) for row in rows]


def keys(session: Session, of: lists.Searchable, asked: str = "") -> list[str]:
    return [row.Team.key for row in lists.page_of(session, of, asked, 1)[0]]


def test_arrive_notes_the_moment_and_who_said_so(session: Session, cast: Cast) -> None:
    before = utc_now()

    check_in.arrive(session, cast.section, cast.t01, by=cast.ben)

    assert cast.t01.arrived_at is not None
    assert before <= cast.t01.arrived_at <= utc_now()
    (action, subject, user_id, content), *more = lines(session)
    assert (action, subject, user_id, more) == ("check_in.arrive", f"team:{cast.t01.id}", cast.ben.id, [])
    assert content["after"] == {"team": cast.t01.code}


def test_arrive_twice_keeps_the_first_moment_and_writes_one_line(session: Session, cast: Cast) -> None:
    check_in.arrive(session, cast.section, cast.t01, by=cast.ben)
    first = cast.t01.arrived_at

    check_in.arrive(session, cast.section, cast.t01, by=cast.ana)

    assert cast.t01.arrived_at == first
    assert len(lines(session)) == 1


def test_take_back_keeps_in_the_record_since_when_the_team_was_here(session: Session, cast: Cast) -> None:
    check_in.arrive(session, cast.section, cast.t01, by=cast.ben)
    since = cast.t01.arrived_at
    assert since is not None

    check_in.take_back(session, cast.section, cast.t01, by=cast.ana)
    check_in.take_back(session, cast.section, cast.t01, by=cast.ana)

    assert cast.t01.arrived_at is None
    assert [action for action, *_ in lines(session)] == ["check_in.arrive", "check_in.take_back"]
    *_, (_, _, user_id, content) = lines(session)
    told = (user_id, content["before"], content["after"])
    assert told == (cast.ana.id, {"arrived_at": audit.iso(since)}, {"team": cast.t01.code})


@pytest.mark.parametrize("status", ["withdrawn", "disqualified"])
def test_arrive_of_a_team_out_of_the_running_is_refused(session: Session, cast: Cast, status: str) -> None:
    cast.t01.status = status

    with pytest.raises(DomainError, match="team_not_awaited"):
        check_in.arrive(session, cast.section, cast.t01, by=cast.ben)

    assert (cast.t01.arrived_at, lines(session)) == (None, [])


def test_count_awaits_guests_and_nobody_who_is_out(session: Session, cast: Cast) -> None:
    make_team(session, cast.section, status="guest")
    gone = make_team(session, cast.section)
    for team in (cast.t01, gone):
        check_in.arrive(session, cast.section, team, by=cast.ben)
    gone.status = "withdrawn"
    session.flush()

    found = check_in.count(session, cast.section)

    assert (found.here, found.awaited, found.missing) == (1, 3, 2)


def test_lists_show_first_who_is_not_here_and_last_who_is_out(session: Session, cast: Cast) -> None:
    make_team(session, cast.section, key="T00", status="withdrawn")
    check_in.arrive(session, cast.section, cast.t01, by=cast.ben)

    assert keys(session, lists.arrivals(cast.section, by_code=True)) == ["T02", "T01", "T00"]
    assert keys(session, lists.not_here_yet(cast.section, by_code=True)) == ["T02"]


def test_a_code_finds_its_team_for_those_alone_who_may_know_it(session: Session, cast: Cast) -> None:
    code = cast.t01.code

    assert keys(session, lists.arrivals(cast.section, by_code=True), code) == ["T01"]
    assert keys(session, lists.arrivals(cast.section, by_code=False), code) == []
    assert keys(session, lists.not_here_yet(cast.section, by_code=False), code) == []
    assert keys(session, lists.arrivals(cast.section, by_code=False), cast.t01.name) == ["T01"]
