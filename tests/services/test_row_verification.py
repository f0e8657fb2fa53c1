"""Rows beside their seals: what was changed, added or taken away past the record is named, and by which line."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.services.record import audit, row_verification
from olympiad.services.record.row_content import table_of
from olympiad.services.record.row_differences import Kind
from tests.factories import Cast, make_mark, make_team

APPEND_ONLY = ("sealed_row", "audit_entry", "operation")


def tamper(session: Session, statement: str, **given: object) -> None:
    """Do what somebody with the database's password could do, without the triggers of the record."""
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            session.connection().execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
    done = session.connection().execute(text(statement), given)
    assert done.rowcount > 0
    session.expire_all()


def put_in(session: Session, name: str, given: dict[str, object]) -> None:
    """Put a row beside the first one of a table, past the session."""
    table = table_of(name)
    first = session.connection().execute(select(table).order_by(table.c.id)).mappings().first()
    assert first is not None
    session.connection().execute(table.insert().values({**first, "id": None, **given}))


@pytest.fixture
def chain(session: Session, cast: Cast) -> AuditChain:
    """The chain of the section, in which everything is sealed."""
    session.commit()
    return session.scalars(select(AuditChain).where(AuditChain.section_id == cast.section.id)).one()


def found(session: Session, chain: AuditChain) -> Iterator[tuple[Kind, str, str]]:
    return ((one.kind, one.table, one.row) for one in row_verification.differences(session, chain))


def test_nothing_differs_in_what_nobody_touched(session: Session, chain: AuditChain) -> None:
    assert list(found(session, chain)) == []


def test_a_changed_row_is_named_with_its_line_and_both_values(session: Session, cast: Cast, chain: AuditChain) -> None:
    tamper(session, "UPDATE team SET status = 'guest' WHERE id = :id", id=cast.t01.id)

    [one] = row_verification.differences(session, chain)

    assert (one.kind, one.table, one.row, one.seq) == (Kind.CHANGED, "team", str(cast.t01.id), chain.head_seq)
    assert (one.named, one.column, one.said, one.stands) == (cast.t01.code, "status", "competing", "guest")


def test_of_a_changed_name_neither_value_is_told(session: Session, cast: Cast, chain: AuditChain) -> None:
    tamper(session, "UPDATE team SET name = 'Behind' WHERE id = :id", id=cast.t01.id)

    [one] = row_verification.differences(session, chain)

    assert (one.kind, one.column, one.said, one.stands) == (Kind.CHANGED, "name", None, None)


def test_a_row_that_was_added_past_the_record_is_unknown(session: Session, cast: Cast, chain: AuditChain) -> None:
    put_in(session, "participant", {"key": "new", "name": "New"})

    [one] = row_verification.differences(session, chain)

    assert (one.kind, one.table, one.seq) == (Kind.UNKNOWN, "participant", 0)


def test_a_row_that_is_gone_is_missing_and_one_that_was_removed_is_not(
    session: Session, cast: Cast, chain: AuditChain
) -> None:
    removed = make_team(session, cast.section)
    session.commit()
    session.delete(removed)
    session.commit()
    gone = make_team(session, cast.section).id
    session.commit()

    tamper(session, "DELETE FROM team WHERE id = :id", id=gone)

    assert list(found(session, chain)) == [(Kind.MISSING, "team", str(gone))]


def test_a_removed_row_that_returns_past_the_record_is_unknown_since_its_removal(
    session: Session, cast: Cast, chain: AuditChain
) -> None:
    removed = make_team(session, cast.section, key="Back")
    session.commit()
    number, code = removed.id, removed.code
    session.delete(removed)
    session.commit()

    put_in(session, "team", {"id": number, "key": "Back", "code": code})

    [one] = row_verification.differences(session, chain)
    assert (one.kind, one.row, one.seq) == (Kind.UNKNOWN, str(number), chain.head_seq)


def test_a_value_that_no_row_can_have_is_unreadable(session: Session, chain: AuditChain) -> None:
    tamper(session, "UPDATE section SET created_at = 'noon'")

    assert (Kind.UNREADABLE, "section", "") in set(found(session, chain))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sealed_row SET content = '{}' WHERE table_name = 'participant'",
        "DELETE FROM sealed_row WHERE table_name = 'participant'",
        "UPDATE sealed_row SET row = '999' WHERE table_name = 'participant' AND row = '1'",
    ],
)
def test_seals_that_are_not_those_of_their_line_are_named_first(
    session: Session, chain: AuditChain, statement: str
) -> None:
    tamper(session, statement)

    assert next(found(session, chain))[0] is Kind.SEALS


def test_a_line_that_lost_all_its_seals_is_named_by_its_number(session: Session, chain: AuditChain) -> None:
    of_chain = "entry_id IN (SELECT id FROM audit_entry WHERE chain_id = :id)"
    tamper(session, f"DELETE FROM sealed_row WHERE {of_chain}", id=chain.id)

    first = next(row_verification.differences(session, chain))

    assert (first.kind, first.seq) == (Kind.SEALS, chain.head_seq)


def test_rows_of_the_installation_are_compared_with_its_own_chain(
    session: Session, cast: Cast, chain: AuditChain
) -> None:
    tamper(session, "UPDATE edition SET slug = 'behind'")
    own = session.scalars(select(AuditChain).where(AuditChain.name == audit.INSTALLATION)).one()

    assert list(found(session, chain)) == []
    assert list(found(session, own)) == [(Kind.CHANGED, "edition", str(cast.edition.id))]


def test_single_rows_that_stand_as_sealed_are_not_named(session: Session, cast: Cast, chain: AuditChain) -> None:
    assert row_verification.not_as_recorded(session, "team", [cast.t01.id, cast.t02.id]) == []
    assert row_verification.not_as_recorded(session, "team", []) == []


def test_a_single_row_that_was_changed_is_named(session: Session, cast: Cast, chain: AuditChain) -> None:
    tamper(session, "UPDATE team SET name = 'Behind' WHERE id = :id", id=cast.t02.id)

    assert row_verification.not_as_recorded(session, "team", [cast.t01.id, cast.t02.id]) == [cast.t02.id]


def test_a_single_row_that_nobody_sealed_is_named(session: Session, cast: Cast, chain: AuditChain) -> None:
    tamper(session, "DELETE FROM sealed_row WHERE table_name = 'team' AND row = :row", row=str(cast.t01.id))

    assert row_verification.not_as_recorded(session, "team", [cast.t01.id]) == [cast.t01.id]


def test_a_table_of_which_nothing_is_sealed_yet_says_nothing_against_its_rows(
    session: Session, cast: Cast, chain: AuditChain
) -> None:
    tamper(session, "DELETE FROM sealed_row WHERE table_name = 'team'")

    assert row_verification.not_as_recorded(session, "team", [cast.t01.id]) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'x' WHERE id = :id",
        "UPDATE audit_entry SET hash = 'x' WHERE id = :id",
        "UPDATE audit_chain SET head_hash = 'x' WHERE id = (SELECT chain_id FROM audit_entry WHERE id = :id)",
        "DELETE FROM sealed_row WHERE table_name = 'task' AND entry_id = :id",
    ],
)
def test_no_row_stands_on_a_line_that_is_not_as_it_was_written(
    session: Session, cast: Cast, chain: AuditChain, statement: str
) -> None:
    line = session.scalars(select(AuditEntry.id).where(AuditEntry.chain_id == chain.id)).one()

    tamper(session, statement, id=line)

    assert row_verification.not_as_recorded(session, "team", [cast.t01.id]) == [cast.t01.id]


def test_the_line_after_has_to_follow_from_the_one_that_sealed(session: Session, cast: Cast, chain: AuditChain) -> None:
    audit.record(session, "test.act", "thing:1", by=cast.ana, section=cast.section)
    session.commit()
    good = row_verification.not_as_recorded(session, "team", [cast.t01.id])

    tamper(session, "UPDATE audit_entry SET previous_hash = 'x' WHERE seq = 2 AND chain_id = :id", id=chain.id)

    assert (good, row_verification.not_as_recorded(session, "team", [cast.t01.id])) == ([], [cast.t01.id])


def test_many_are_asked_about_in_parts(
    session: Session, cast: Cast, chain: AuditChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_verification, "IN_ONE_QUERY", 1)
    tamper(session, "UPDATE team SET name = 'Behind'")

    ids = [cast.t01.id, cast.t02.id]
    assert row_verification.not_as_recorded(session, "team", ids) == ids


def test_a_chain_whose_marks_changed_says_so_too(session: Session, cast: Cast, chain: AuditChain) -> None:
    make_mark(session, cast.sheets["T01", "P", "cem"], cast.pipetting.criteria[0], 7500)
    session.commit()

    tamper(session, "UPDATE mark SET mark = 9000")

    [(kind, table, _row)] = found(session, chain)
    assert (kind, table) == (Kind.CHANGED, "mark")
