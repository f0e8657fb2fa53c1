"""Searching the record: what each condition finds, pages, names and reasons, and that showing a value is itself a line."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from olympiad.domain.audit_actions import AuditAction
from olympiad.models.audit import AuditChain, AuditDetail, AuditEntry
from olympiad.services.record import audit, audit_search
from olympiad.services.record.audit_search import Search
from tests.factories import NOON, Cast, make_section


@pytest.fixture
def chain(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> AuditChain:
    """Four lines an hour apart: two of ana, one of ben with a reason and a note, one of nobody."""
    told = [
        ("results.publish", "results_version:1", cast.ana, {}),
        ("results.finalise", "results_version:12", cast.ana, {}),
        ("moderation.settle", "score_sheet:7", cast.ben, {"reason": "A 100% misread blank", "note": "Malika said so"}),
        ("rows.seal", "section:1", None, {}),
    ]
    for hour, (action, subject, by, personal) in enumerate(told):
        monkeypatch.setattr(audit, "utc_now", lambda hour=hour: NOON + timedelta(hours=hour))
        after: dict[str, audit.Plain] = {"team": "K47"} if hour == 1 else {}
        audit.record(session, action, subject, by=by, section=cast.section, after=after, personal=personal)
    monkeypatch.undo()
    return session.scalars(select(AuditChain).where(AuditChain.section_id == cast.section.id)).one()


def seqs(session: Session, chain: AuditChain, search: Search) -> list[int]:
    return [line.seq for line in audit_search.find(session, chain, search, 1).lines]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(), [4, 3, 2, 1]),
        (Search(action="results.publish"), [1]),
        (Search(action="results."), [2, 1]),
        (Search(action="results"), []),
        (Search(subject="results_version:1"), [2, 1]),
        (Search(subject="results%"), []),
        (Search(since=NOON + timedelta(hours=2)), [4, 3]),
        (Search(until=NOON + timedelta(hours=2)), [2, 1]),
        (Search(text="k47"), [2]),
        (Search(text="MISREAD"), [3]),
        (Search(text="100%"), [3]),
        (Search(text="%"), [3]),
        (Search(text="Malika"), []),
        (Search(action="results.", text="K47"), [2]),
        (Search(text="nowhere"), []),
    ],
)
def test_find_gives_what_all_conditions_hold_for_the_newest_first(
    session: Session, chain: AuditChain, search: Search, found: list[int]
) -> None:
    assert seqs(session, chain, search) == found


def test_find_by_person_and_by_a_piece_of_a_hash(session: Session, cast: Cast, chain: AuditChain) -> None:
    third = audit_search.entry_of(session, chain, 3)
    assert third is not None

    assert seqs(session, chain, Search(person=cast.ana.id)) == [2, 1]
    assert seqs(session, chain, Search(text=third.hash[:16])) == [3]


@pytest.mark.parametrize(
    ("page", "shown", "found"), [(1, 1, [4, 3]), (2, 2, [2, 1]), (3, 2, [2, 1]), (0, 1, [4, 3]), (-7, 1, [4, 3])]
)
def test_a_page_beyond_the_last_is_the_last(
    session: Session, chain: AuditChain, monkeypatch: pytest.MonkeyPatch, page: int, shown: int, found: list[int]
) -> None:
    monkeypatch.setattr(audit_search, "PER_PAGE", 2)

    result = audit_search.find(session, chain, Search(), page)

    assert ([line.seq for line in result.lines], result.count, result.page, result.pages) == (found, 4, shown, 2)


def test_nothing_found_is_one_empty_page(session: Session, chain: AuditChain) -> None:
    result = audit_search.find(session, chain, Search(text="nowhere"), 5)

    assert (result.lines, result.count, result.page, result.pages) == ([], 0, 1, 1)


def test_a_line_has_the_name_and_the_reason_and_hides_the_rest(session: Session, cast: Cast, chain: AuditChain) -> None:
    fourth, third, *_ = audit_search.find(session, chain, Search(), 1).lines

    assert (third.who, third.reason, third.sealed) == (cast.ben.name, "A 100% misread blank", ("note",))
    assert (fourth.who, fourth.user_id, fourth.reason, fourth.sealed) == ("", None, "", ())
    assert (third.chain, third.here) == (chain.name, "")


def test_who_has_no_name_is_told_by_the_user_name(session: Session, cast: Cast, chain: AuditChain) -> None:
    cast.ben.name = ""
    session.flush()

    assert audit_search.people_in(session, chain) == [(cast.ana.id, "Ana"), (cast.ben.id, cast.ben.username)]


def test_a_chain_from_elsewhere_names_its_people_by_whom_they_became_here(
    session: Session, cast: Cast, chain: AuditChain
) -> None:
    chain.written_as, chain.origin = "section:77", json.dumps({"people": {str(cast.ana.id): cast.gul.id}})
    session.flush()

    lines = audit_search.find(session, chain, Search(), 1).lines

    assert {line.chain for line in lines} == {"section:77"}
    assert [line.who for line in lines] == ["", "", "Gul", "Gul"]


def test_newest_gives_the_last_lines_in_their_order(session: Session, chain: AuditChain) -> None:
    assert [line.seq for line in audit_search.newest(session, chain, 2)] == [3, 4]


def test_walk_gives_every_line_in_order_whatever_fits_into_one_statement(
    session: Session, chain: AuditChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_search, "CHUNK", 3)

    walked = [line.seq for line in audit_search.walk(session, chain, Search())]
    some = [line.seq for line in audit_search.walk(session, chain, Search(action="results."))]

    assert (walked, some) == ([1, 2, 3, 4], [1, 2])


def test_actions_and_single_lines_of_a_chain(session: Session, chain: AuditChain) -> None:
    actions = ["moderation.settle", "results.finalise", "results.publish", "rows.seal"]

    assert audit_search.actions_in(session, chain) == actions
    assert audit_search.entry_of(session, chain, 5) is None


def test_chains_are_those_of_the_section_its_own_first_or_that_of_the_installation(
    session: Session, cast: Cast, chain: AuditChain
) -> None:
    other = make_section(session, edition=cast.edition)
    came = AuditChain(name="moved:1:0", section_id=cast.section.id, head_hash=audit.GENESIS, written_as="section:7")
    session.add(came)
    audit.record(session, "test.act", "thing:1", by=cast.ana)
    audit.record(session, "test.act", "thing:1", by=cast.ana, section=other)

    assert audit_search.chains_of(session, cast.section) == [chain, came]
    assert [one.name for one in audit_search.chains_of(session, None)] == [audit.INSTALLATION]
    assert [one.section_id for one in audit_search.chains_of(session, other)] == [other.id]


def test_reveal_gives_the_values_and_writes_who_read_which(session: Session, cast: Cast, chain: AuditChain) -> None:
    third = audit_search.entry_of(session, chain, 3)
    assert third is not None

    values = audit_search.reveal(session, chain, third, by=cast.ana)

    line = session.scalars(select(AuditEntry).where(AuditEntry.action == AuditAction.AUDIT_REVEAL)).one()
    assert values == {"reason": "A 100% misread blank", "note": "Malika said so"}
    assert (line.chain_id, line.user_id, line.subject) == (chain.id, cast.ana.id, f"audit_entry:{third.id}")
    assert json.loads(line.content)["after"] == {"chain": chain.name, "seq": 3, "fields": ["note", "reason"]}


def test_what_was_purged_is_not_revealed_and_nothing_of_undoing_ever(
    session: Session, cast: Cast, chain: AuditChain
) -> None:
    entry = audit.record(
        session, "test.act", "thing:1", by=cast.ana, section=cast.section, personal={"name": "Malika", audit.UNDO: "{}"}
    )
    before = audit_search.reveal(session, chain, entry, by=cast.ana)
    session.execute(delete(AuditDetail))

    assert (before, audit_search.reveal(session, chain, entry, by=cast.ana)) == ({"name": "Malika"}, {})


def test_values_of_the_installations_chain_are_revealed_on_its_own(session: Session, cast: Cast) -> None:
    entry = audit.record(session, "test.act", "thing:1", by=cast.ana, personal={"name": "Malika"})
    [own] = audit_search.chains_of(session, None)

    audit_search.reveal(session, own, entry, by=cast.ana)

    line = session.scalars(select(AuditEntry).where(AuditEntry.action == AuditAction.AUDIT_REVEAL)).one()
    assert (line.chain_id, own.head_seq) == (own.id, line.seq)
