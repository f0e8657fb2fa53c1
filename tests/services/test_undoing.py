"""Asks that every change of set-up can be undone from its line, and what forbids it."""

import pytest
from sqlalchemy import delete, select

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditDetail, AuditEntry
from olympiad.models.participant import Participant
from olympiad.models.task import Criterion
from olympiad.models.team import Team
from olympiad.services.computing import section_tables
from olympiad.services.entry import row_entry, undoing
from olympiad.services.record import audit, audit_search, audit_verification
from olympiad.services.sections import editions, removals
from tests.factories import NOON, make_institution

SET_UP = ("institutions", "teams", "participants", "tasks", "criteria", "keys", "samples", "judges", "schedule")
ENTERED = {
    "institutions": {"institution": "BDTI", "name_ru": "Бухара"},
    "teams": {"team": "T09", "code": "XYZ", "name": "Registon"},
    "participants": {"team": "T01", "name": "Aziza Karimova"},
    "tasks": {"task": "X", "title": "Enzymes"},
    "criteria": {"task": "P", "criterion": "clean", "kind": "check", "maximum": "2"},
    "samples": {"team": "T01", "task": "P", "sample": "B"},
    "judges": {"judge": "J9", "name": "Olim", "teams": "T01"},
    "schedule": {"team": "T01", "task": "P", "start": "2026-12-05T09:00+05:00", "end": "2026-12-05T09:30+05:00"},
}
CHANGED = {
    "teams": {"team": "T01", "name": "Wrong team", "country": "KZ"},
    "participants": {"team": "T02", "name": "Eva", "participant": "eva", "email": "eva@example.org"},
    "tasks": {"task": "P", "title": "Overwritten", "weight": "3"},
    "criteria": {"task": "P", "criterion": "yield", "maximum": "9"},
    "judges": {"judge": "cem", "name": "Somebody else", "tasks": "P"},
}


def set_up(session, section):
    session.expire_all()
    return section_tables.read(session, section, SET_UP)


def last_line(session, section, prefix):
    query = select(AuditEntry).where(AuditEntry.action.startswith(prefix)).order_by(AuditEntry.seq.desc()).limit(1)
    return session.scalars(query).one()


def undo(session, cast, prefix="section_import.", reason=""):
    line = last_line(session, cast.section, prefix)
    undoing.apply(session, cast.section, line, reason=reason, by=cast.ana)


@pytest.mark.parametrize("table", ENTERED)
def test_what_was_entered_goes_away(session, cast, table):
    before = set_up(session, cast.section)
    row_entry.enter(session, cast.section, table, ENTERED[table], by=cast.ana, is_new=True)
    assert set_up(session, cast.section) != before

    undo(session, cast)

    assert set_up(session, cast.section) == before


@pytest.mark.parametrize("table", CHANGED)
def test_what_was_changed_is_as_before(session, cast, table):
    before = set_up(session, cast.section)
    row_entry.enter(session, cast.section, table, CHANGED[table], by=cast.ana)
    assert set_up(session, cast.section) != before

    undo(session, cast)

    assert set_up(session, cast.section) == before


def test_a_changed_slot_is_as_before(session, cast):
    row_entry.enter(session, cast.section, "schedule", ENTERED["schedule"], by=cast.ana)
    before = set_up(session, cast.section)
    row_entry.enter(session, cast.section, "schedule", ENTERED["schedule"] | {"station": "4"}, by=cast.ana)

    undo(session, cast)

    assert set_up(session, cast.section) == before


def full(session, cast):
    """Rows in every table of set-up, an institution without anybody among them."""
    for table in ("samples", "schedule", "judges"):
        row_entry.enter(session, cast.section, table, ENTERED[table], by=cast.ana)
    return make_institution(session, cast.edition, key="Lonely")


@pytest.mark.parametrize("thing", ["team", "participant", "task", "criterion", "judge", "institution"])
def test_what_was_removed_returns_whole(session, cast, thing):
    lonely = full(session, cast)
    member = members(session, cast)[0]
    before = set_up(session, cast.section)
    remove = {
        "team": lambda: removals.remove_team(session, cast.section, cast.t01, by=cast.ana),
        "participant": lambda: removals.remove_participant(session, cast.section, member, by=cast.ana),
        "task": lambda: removals.remove_task(session, cast.section, cast.pipetting, by=cast.ana),
        "criterion": lambda: removals.remove_criterion(session, cast.section, cast.pipetting.criteria[0], by=cast.ana),
        "judge": lambda: removals.remove_judge(session, cast.section, cast.cem_judge, by=cast.ana),
        "institution": lambda: removals.remove_institution(session, cast.section, lonely, by=cast.ana),
    }  # fmt: skip
    remove[thing]()
    assert as_sets(set_up(session, cast.section)) != as_sets(before)

    undo(session, cast, {"criterion": "criteria"}.get(thing, f"{thing}s") + ".remove")

    assert as_sets(set_up(session, cast.section)) == as_sets(before)


def members(session, cast):
    return session.scalars(select(Participant).where(Participant.team_id == cast.t02.id)).all()


def as_sets(tables):
    """A row that returned stands last, so order says nothing."""
    return {name: {tuple(sorted(row.items())) for row in rows} for name, rows in tables.items()}


def test_what_is_told_of_the_section_is_as_before(session, cast):
    values = {"slug": cast.section.slug, "title": "Wrong", "chair": "Bahodir Nazarov"}
    title = cast.section.title
    editions.change_section(session, cast.section, values, by=cast.ana)

    undo(session, cast, "sections.change")

    session.expire_all()
    assert (cast.section.title, cast.section.chair) == (title, "")


def test_a_change_that_was_changed_again_is_refused_by_name(session, cast):
    row_entry.enter(session, cast.section, "teams", CHANGED["teams"], by=cast.ana)
    first = last_line(session, cast.section, "section_import.")
    row_entry.enter(session, cast.section, "teams", {"team": "T01", "name": "Third name"}, by=cast.ana)

    with pytest.raises(DomainError, match="undo_changed") as refused:
        undoing.apply(session, cast.section, first, reason="", by=cast.ana)

    assert refused.value.fields == {"found": "T01"}


def test_a_line_is_undone_once(session, cast):
    row_entry.enter(session, cast.section, "teams", ENTERED["teams"], by=cast.ana)
    line = last_line(session, cast.section, "section_import.")
    undoing.apply(session, cast.section, line, reason="", by=cast.ana)

    with pytest.raises(DomainError, match="undo_done"):
        undoing.apply(session, cast.section, line, reason="", by=cast.ana)


def test_a_purged_line_is_refused(session, cast):
    row_entry.enter(session, cast.section, "teams", CHANGED["teams"], by=cast.ana)
    session.execute(delete(AuditDetail))

    with pytest.raises(DomainError, match="undo_purged"):
        undo(session, cast)


def test_after_the_first_mark_it_needs_a_reason_and_spares_marks(session, cast):
    row_entry.enter(session, cast.section, "teams", ENTERED["teams"], by=cast.ana)
    cast.section.marking_started_at = NOON
    session.flush()

    with pytest.raises(DomainError, match="reason_missing"):
        undo(session, cast)
    undo(session, cast, reason="Entered by mistake")

    assert session.scalars(select(Team.key).where(Team.key == "T09")).all() == []


def test_a_frozen_rubric_is_not_undone(session, cast):
    row_entry.enter(session, cast.section, "criteria", ENTERED["criteria"], by=cast.ana)
    cast.section.marking_started_at = NOON
    session.flush()

    with pytest.raises(DomainError, match="frozen"):
        undo(session, cast)

    assert session.scalars(select(Criterion.code).where(Criterion.code == "clean")).all() == ["clean"]


def test_the_record_verifies_and_nobody_reads_what_undoing_needs(session, cast):
    row_entry.enter(session, cast.section, "teams", CHANGED["teams"], by=cast.ana)
    line = last_line(session, cast.section, "section_import.")
    undo(session, cast)
    session.commit()

    chain = audit_search.chains_of(session, cast.section)[0]
    assert [report.findings for report in audit_verification.verify(session, []) if report.findings] == []
    assert audit.UNDO not in audit_search.reveal(session, chain, line, by=cast.ana)
    assert audit.UNDO not in audit_search.lines_of(session, chain, [line])[0].sealed
