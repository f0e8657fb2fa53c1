"""The record is checked on both databases: each way of tampering with it is found."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from olympiad.models.audit import AuditChain
from olympiad.services import audit, audit_verification
from olympiad.services.audit_verification import Fault, Witness


@pytest.fixture
def chain(session, cast):
    """Give the section's chain with five more entries, committed; its triggers are out of the way."""
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
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER IF EXISTS audit_entry_no_{verb}"))
    else:
        session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        session.execute(text("ALTER TABLE audit_detail DISABLE TRIGGER ALL"))
    for statement in statements:
        session.execute(text(statement), {"chain": chain.id})
    session.commit()


def faults(session, chain, witnesses=()):
    """Give what is found in the chain."""
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
    tamper(session, chain, "DELETE FROM audit_detail", "DELETE FROM audit_entry WHERE chain_id = :chain")
    chain.head_seq, chain.head_hash = 0, audit.GENESIS
    for number in range(last):
        audit.record(session, "test.act", f"thing:{number}", by=cast.ana, section=cast.section)
    session.commit()

    assert faults(session, chain) == []
    assert faults(session, chain, witnesses) == [(last, Fault.WITNESS)]


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
