"""The record is checked on both databases: each way of tampering with it is found."""

from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.services.record import audit, audit_verification, row_seals
from olympiad.services.record.audit_verification import Fault, Witness

pytestmark = pytest.mark.both_databases


@pytest.fixture
def chain(session, cast):
    """Return the section's chain with five more entries, committed; its triggers are out of the way."""
    for number in range(5):
        audit.record(
            session,
            "test.act",
            f"thing:{number}",
            by=cast.ana,
            section=cast.section,
            after={"number": number},
            personal={"reason": "why"},
        )
    session.commit()
    return session.query(AuditChain).filter_by(section_id=cast.section.id).one()


def tamper(session, chain, *statements):
    """Do what an administrator of the database could do: without triggers."""
    if session.get_bind().dialect.name == "sqlite":
        for table, verb in product(("audit_entry", "sealed_row"), ("update", "delete")):
            session.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
    else:
        for table in ("audit_entry", "audit_detail", "sealed_row"):
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
    for statement in statements:
        session.execute(text(statement), {"chain": chain.id})
    session.commit()


def faults(session, chain, witnesses=()):
    """Return what is found in the chain."""
    reports = {report.chain: report for report in audit_verification.verify(session, witnesses)}
    return [(finding.seq, finding.fault) for finding in reports[chain.name].findings]


def test_verify_finds_nothing_in_an_untouched_chain(session, chain):
    assert faults(session, chain, audit_verification.heads(session)) == []


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_record_cannot_be_changed_past_the_triggers(session, chain, statement):
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text(statement))
    session.rollback()

    assert faults(session, chain) == []


def test_verify_finds_a_changed_entry(session, chain):
    seq = chain.head_seq - 2
    tamper(session, chain, f"UPDATE audit_entry SET action = 'x' WHERE chain_id = :chain AND seq = {seq}")

    assert faults(session, chain) == [(seq, Fault.CONTENT)]


def put(session, chain, entry_id, content):
    tamper(session, chain)
    session.connection().execute(audit.ENTRIES.update().values(content=content).where(audit.ENTRIES.c.id == entry_id))
    session.commit()


@pytest.mark.parametrize("content", ["7", "[]", '{"sealed":7}', "nothing"])
def test_verify_names_an_entry_in_whose_place_stands_something_else(session, chain, content):
    last = session.query(AuditEntry).filter_by(chain_id=chain.id, seq=chain.head_seq).one()

    put(session, chain, last.id, content)

    assert (last.seq, Fault.CONTENT) in faults(session, chain)


@pytest.mark.parametrize("told", ["7", '{"heads":7}', '{"heads":[7]}', '{"heads":[{"chain":"moved:1:0"}]}'])
def test_verify_names_a_line_of_arrival_in_whose_place_stands_something_else(session, chain, cast, told):
    session.add(
        AuditChain(name="moved:1:0", section_id=cast.section.id, head_hash=audit.GENESIS, written_as="section:9")
    )
    line = audit.record(session, audit_verification.ARRIVAL, "section:1", by=cast.ana, section=cast.section)
    session.commit()

    put(session, chain, line.id, f'{{"after":{told},"sealed":{{}}}}')

    assert (line.seq, Fault.CONTENT) in faults(session, chain)


def test_verify_finds_a_deleted_entry(session, chain):
    seq = chain.head_seq - 2
    entry = f"(SELECT id FROM audit_entry WHERE chain_id = :chain AND seq = {seq})"
    tamper(
        session,
        chain,
        f"DELETE FROM audit_detail WHERE entry_id = {entry}",
        f"DELETE FROM audit_entry WHERE chain_id = :chain AND seq = {seq}",
    )

    assert faults(session, chain) == [(seq, Fault.NUMBER)]


def test_verify_finds_swapped_entries(session, chain):
    first, second = chain.head_seq - 3, chain.head_seq - 2
    swap = "UPDATE audit_entry SET seq = {to} WHERE chain_id = :chain AND seq = {seq}"
    tamper(
        session, chain, swap.format(seq=first, to=-1), swap.format(seq=second, to=first), swap.format(seq=-1, to=second)
    )

    assert faults(session, chain) == [(first, Fault.LINK)]


def test_verify_finds_a_changed_personal_value_and_accepts_a_purged_one(session, chain):
    entry = "(SELECT id FROM audit_entry WHERE chain_id = :chain AND seq = {seq})"
    tamper(session, chain, f"DELETE FROM audit_detail WHERE entry_id = {entry.format(seq=chain.head_seq)}")
    purged = faults(session, chain)
    seq = chain.head_seq - 1
    tamper(session, chain, f"UPDATE audit_detail SET value = 'x' WHERE entry_id = {entry.format(seq=seq)}")

    assert purged == []
    assert faults(session, chain) == [(seq, Fault.DETAIL)]


def test_verify_finds_a_tail_cut_behind_a_witness(session, chain):
    witnesses, last = audit_verification.heads(session), chain.head_seq
    before = audit_verification.hash_at(session, chain.name, last - 1)
    tamper(
        session,
        chain,
        f"DELETE FROM audit_detail WHERE entry_id = (SELECT id FROM audit_entry WHERE chain_id = :chain AND seq = {last})",
        f"DELETE FROM audit_entry WHERE chain_id = :chain AND seq = {last}",
        f"UPDATE audit_chain SET head_seq = {last - 1}, head_hash = '{before}' WHERE id = :chain",
    )

    assert faults(session, chain) == []
    assert faults(session, chain, witnesses) == [(last, Fault.WITNESS)]


def test_verify_finds_a_chain_written_anew_behind_a_witness(session, chain, cast):
    witnesses, last = audit_verification.heads(session), chain.head_seq
    tamper(
        session, chain, "DELETE FROM sealed_row", "DELETE FROM audit_detail",
        "DELETE FROM audit_entry WHERE chain_id = :chain",
    )  # fmt: skip
    row_seals.note_everything(session)
    chain.head_seq, chain.head_hash = 0, audit.GENESIS
    for number in range(last):
        audit.record(session, "test.act", f"thing:{number}", by=cast.ana, section=cast.section)
    session.commit()

    assert faults(session, chain) == []
    assert faults(session, chain, witnesses) == [(last, Fault.WITNESS)]


def rewrite_after(session, chain, seq, cast):
    """Write every entry after one anew, so that each follows from the one before it."""
    last, head = chain.head_seq, audit_verification.hash_at(session, chain.name, seq)
    after = f"(SELECT id FROM audit_entry WHERE chain_id = :chain AND seq > {seq})"
    tamper(
        session,
        chain,
        f"DELETE FROM audit_detail WHERE entry_id IN {after}",
        f"DELETE FROM audit_entry WHERE chain_id = :chain AND seq > {seq}",
    )
    chain.head_seq, chain.head_hash = seq, head
    for number in range(last - seq):
        audit.record(session, "test.act", f"thing:{number}", by=cast.ana, section=cast.section, after={"number": 99})
    session.commit()


def test_verify_finds_everything_after_a_witness_written_anew_by_a_later_witness(session, chain, cast):
    middle = chain.head_seq - 3
    early = Witness(chain.name, middle, audit_verification.hash_at(session, chain.name, middle))
    late = audit_verification.heads(session)
    rewrite_after(session, chain, middle, cast)

    assert faults(session, chain, [early]) == []
    assert faults(session, chain, [early, *late]) == [(chain.head_seq, Fault.WITNESS)]


def test_what_is_written_anew_after_the_last_witness_is_named_as_unwitnessed(session, chain, cast):
    middle = chain.head_seq - 3
    early = Witness(chain.name, middle, audit_verification.hash_at(session, chain.name, middle))
    rewrite_after(session, chain, middle, cast)

    report = next(one for one in audit_verification.verify(session, [early]) if one.chain == chain.name)

    assert (report.witnessed, report.length, report.findings) == (middle, middle + 3, ())


TAMPERED = {
    "changed": (["UPDATE audit_entry SET action = 'x' WHERE {third}"], "entry 3 was changed after it was written"),
    "deleted": (
        [
            "DELETE FROM audit_detail WHERE entry_id IN (SELECT id FROM audit_entry WHERE {third})",
            "DELETE FROM audit_entry WHERE {third}",
        ],
        "entry 3 is missing or out of its order",
    ),
    "swapped": (
        [
            "UPDATE audit_entry SET seq = -1 WHERE {third}",
            "UPDATE audit_entry SET seq = 3 WHERE chain_id = :chain AND seq = 4",
            "UPDATE audit_entry SET seq = 4 WHERE chain_id = :chain AND seq = -1",
        ],
        "entry 3 does not follow from the entry before it",
    ),
    "cut": (
        [
            "DELETE FROM audit_detail WHERE entry_id IN (SELECT id FROM audit_entry WHERE chain_id = :chain AND seq > 3)",
            "DELETE FROM audit_entry WHERE chain_id = :chain AND seq > 3",
            "UPDATE audit_chain SET head_seq = 3, head_hash = (SELECT hash FROM audit_entry WHERE {third}) WHERE id = :chain",
        ],
        "the head witnessed at entry 5 is not in the chain: it was cut or written anew",
    ),
}


@pytest.mark.parametrize("way", TAMPERED)
def test_the_command_names_what_was_done_and_ends_with_1(app, session, chain, cast, tmp_path, way):
    assert chain.head_seq == 5
    audit_verification.write_witness(session, tmp_path)
    audit.record(session, "test.act", "thing:9", by=cast.ana, section=cast.section)
    session.commit()
    command = app.test_cli_runner()
    before = command.invoke(args=["audit-verify"])
    statements, words = TAMPERED[way]

    tamper(session, chain, *(one.format(third="chain_id = :chain AND seq = 3") for one in statements))
    after = command.invoke(args=["audit-verify"])

    assert (before.exit_code, after.exit_code) == (0, 1)
    assert "entries 6 to 6 are not witnessed yet" in before.output
    assert f"BROKEN: {words}" in after.output


def test_the_command_finds_a_chain_written_anew_and_claims_nothing_after_the_last_witness(
    app, session, chain, cast, tmp_path
):
    command = app.test_cli_runner()
    audit_verification.write_witness(session, tmp_path)
    audit.record(session, "test.act", "thing:9", by=cast.ana, section=cast.section)
    session.commit()
    rewrite_after(session, chain, 5, cast)
    unwitnessed = command.invoke(args=["audit-verify"])

    rewrite_after(session, chain, 3, cast)
    found = command.invoke(args=["audit-verify"])

    assert (unwitnessed.exit_code, found.exit_code) == (0, 1)
    assert "intact, 6 entries" in unwitnessed.output
    assert "entries 6 to 6 are not witnessed yet" in unwitnessed.output
    assert "BROKEN: the head witnessed at entry 5 is not in the chain" in found.output


def test_verify_counts_what_lies_behind_the_last_witness(session, chain, cast, tmp_path):
    written = audit_verification.write_witness(session, tmp_path)
    again = audit_verification.write_witness(session, tmp_path)
    audit.record(session, "test.act", "thing:9", by=cast.ana, section=cast.section)
    session.commit()
    witnesses = audit_verification.read_witness(tmp_path / audit_verification.WITNESS_FILE)

    report = next(one for one in audit_verification.verify(session, witnesses) if one.chain == chain.name)

    assert (written > 0, again) == (True, 0)
    assert (report.length - report.witnessed, report.findings) == (1, ())


def test_verify_names_a_witnessed_chain_that_is_gone(session, chain):
    reports = audit_verification.verify(session, [Witness("section:999", 3, "a" * 64)])

    assert reports[-1].findings[0].fault is Fault.WITNESS


def test_what_a_savepoint_takes_back_leaves_the_rest_waiting_for_its_seal(session, cast):
    session.commit()
    cast.t01.name = "Renamed"
    session.flush()
    part = session.begin_nested()
    cast.t02.name = "Never"
    session.flush()
    part.rollback()

    session.commit()

    assert [report.findings for report in audit_verification.verify(session, []) if report.findings] == []
