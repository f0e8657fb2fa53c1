"""Seals: a line seals what changed in its own chain, once, and a replaced seal keeps no salt."""

import json
from collections.abc import Sequence

import pytest
from sqlalchemy import Row, delete, select, text
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditEntry
from olympiad.models.participant import Participant
from olympiad.models.team import Team
from olympiad.services.record import audit, row_changes, row_seals
from olympiad.services.record.row_content import DELETED
from olympiad.services.record.row_seals import SEALS
from tests.factories import Cast, make_mark


@pytest.fixture
def quiet(session: Session, cast: Cast) -> Cast:
    """Everything is sealed by the commit."""
    session.commit()
    return cast


def seals_of(session: Session, table: str, row: object) -> Sequence[Row[tuple[str, str]]]:
    query = select(SEALS.c.salt, SEALS.c.content).where(SEALS.c.table_name == table, SEALS.c.row == str(row))
    return session.execute(query.order_by(SEALS.c.id)).all()


def act(session: Session, cast: Cast) -> AuditEntry:
    return audit.record(session, "test.act", "thing:1", by=cast.ana, section=cast.section)


def test_a_line_seals_what_changed_before_it_and_says_so_in_a_digest(session: Session, quiet: Cast) -> None:
    quiet.t01.name = "Renamed"

    line = act(session, quiet)

    found = session.execute(select(SEALS.c.table_name, SEALS.c.row).where(SEALS.c.entry_id == line.id)).all()
    assert [tuple(row) for row in found] == [("team", str(quiet.t01.id))]
    assert len(json.loads(line.content)["rows"]) == 64
    assert row_changes.changes(session) == {}


def test_a_line_without_changed_rows_seals_nothing(session: Session, quiet: Cast) -> None:
    assert "rows" not in json.loads(act(session, quiet).content)


def test_what_was_changed_and_changed_back_is_not_sealed_again(session: Session, quiet: Cast) -> None:
    name = quiet.t01.name
    for one in ("Renamed", name):
        quiet.t01.name = one
        session.flush()

    assert row_seals.collect(session, quiet.section.id) == []
    assert row_changes.changes(session) == {}


def test_a_seal_that_is_replaced_keeps_its_content_and_loses_its_salt(session: Session, quiet: Cast) -> None:
    """Nobody shall guess at a name that was corrected."""
    quiet.t01.name = "Renamed"
    act(session, quiet)

    first, second = seals_of(session, "team", quiet.t01.id)

    assert (first.salt, len(second.salt)) == ("", 32)
    assert json.loads(first.content)["name"] != json.loads(second.content)["name"]


def test_a_row_that_goes_is_sealed_as_deleted_by_its_own_chain(session: Session, quiet: Cast) -> None:
    gul = session.scalars(select(Participant).where(Participant.key == "gul")).one()
    session.execute(delete(Participant).where(Participant.id == gul.id))

    of_installation = row_seals.collect(session, None)
    waiting = row_seals.owners_waiting(session)
    act(session, quiet)

    assert (of_installation, waiting) == ([], {quiet.section.id})
    assert seals_of(session, "participant", gul.id)[-1].content == DELETED


def test_a_row_that_came_and_went_between_two_lines_needs_no_seal(session: Session, quiet: Cast) -> None:
    fresh = Participant(section_id=quiet.section.id, team_id=quiet.t01.id, name="Never")
    session.add(fresh)
    session.flush()
    session.delete(fresh)
    session.flush()

    assert row_seals.owners_waiting(session) == set()
    assert row_seals.collect(session, quiet.section.id) == []
    assert row_changes.changes(session) == {}


def test_each_chain_seals_its_own_and_the_rest_goes_on_waiting(session: Session, quiet: Cast) -> None:
    quiet.t01.name = "Renamed"
    quiet.edition.name = "Renamed too"
    session.flush()

    found = row_seals.collect(session, quiet.section.id)

    assert [(one.table_name, one.row) for one in found] == [("team", str(quiet.t01.id))]
    assert row_changes.changes(session) == {"edition": {(quiet.edition.id,)}}
    assert row_seals.owners_waiting(session) == {None}


def test_rows_that_the_database_numbered_are_found_above_what_was_there(session: Session, quiet: Cast) -> None:
    place = {"section_id": quiet.section.id, "edition_id": quiet.section.edition_id}
    session.execute(Team.__table__.insert(), [place | {"key": key, "code": key, "name": "x"} for key in "XYZ"])

    found = row_seals.collect(session, quiet.section.id)

    ids = session.scalars(select(Team.id).where(Team.key.in_([*"XYZ"])).order_by(Team.id))
    assert [one.row for one in found] == [str(one) for one in ids]


def test_marks_of_a_sheet_are_one_seal_and_the_last_one_gone_is_deleted(session: Session, quiet: Cast) -> None:
    sheet = quiet.sheets["T01", "P", "cem"]
    mark = make_mark(session, sheet, quiet.pipetting.criteria[0], 7500)
    act(session, quiet)
    session.delete(mark)
    act(session, quiet)

    first, second = seals_of(session, "mark", sheet.id)

    assert [one["mark"] for one in json.loads(first.content).values()] == [7500]
    assert second.content == DELETED


def test_everything_waits_also_what_is_gone_past_the_session(session: Session, quiet: Cast) -> None:
    """What a migration changed without telling is sealed as it is found."""
    gul = session.scalar(select(Participant.id).where(Participant.key == "gul"))
    connection = session.connection()
    connection.execute(text("UPDATE team SET name = 'Behind' WHERE id = :id"), {"id": quiet.t01.id})
    connection.execute(text("DELETE FROM participant WHERE id = :id"), {"id": gul})

    row_seals.note_everything(session)
    found = row_seals.collect(session, quiet.section.id)

    assert [(one.table_name, one.row, one.content == DELETED) for one in found] == [
        ("participant", str(gul), True),
        ("team", str(quiet.t01.id), False),
    ]


def test_nothing_is_asked_where_nothing_waits(session: Session, quiet: Cast) -> None:
    assert (row_seals.collect(session, quiet.section.id), row_seals.owners_waiting(session)) == ([], set())


def test_long_lists_are_cut_into_parts_that_one_statement_takes() -> None:
    parts = [len(part) for part in row_seals.chunks(range(2 * row_seals.CHUNK + 1))]

    assert parts == [row_seals.CHUNK, row_seals.CHUNK, 1]


def test_keys_stand_in_seals_as_one_text() -> None:
    assert (row_seals.text_of((7,)), row_seals.text_of((7, 8))) == ("7", "7,8")
