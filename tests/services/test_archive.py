"""An archived section is changed by nothing: whatever was possible the moment before is refused, with what to do."""

import ast
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.domain.incidents import Kind
from olympiad.domain.lifecycle import Move
from olympiad.domain.roles import Role
from olympiad.models.base import Base
from olympiad.models.incident import Incident
from olympiad.models.participant import Participant
from olympiad.models.score_sheet import Mark
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.services.entry import adjustments, reading_keys, row_entry
from olympiad.services.keeping import own_data
from olympiad.services.marking import calibrations, devices, double_keying, help_requests, quarantine, sheet_saving
from olympiad.services.people import access_cards
from olympiad.services.record import audit
from olympiad.services.sections import (
    conflicts,
    editions,
    lifecycle,
    removals,
    rule_signing,
    rule_versions,
    sheet_assignment,
)
from olympiad.services.settling import incidents
from olympiad.wording.audit import ACTIONS
from tests.factories import NOON, Cast, make_device, make_judge
from tests.results_world import AWARDS, finalise, mark_everything, set_rules
from tests.services import test_any_sequence as evening
from tests.services.test_operations import mark, send

SERVICES = Path(__file__).parent.parent.parent / "olympiad" / "services"
STILL_POSSIBLE = """
access_cards.revoke appeals.read audit.reveal devices.revoke lifecycle.move operations.apply own_data.answer
own_data.ask own_data.consent photos.read retention.purge transfers.take_in transfers.write unsent_marks.bring
"""
"""Lines that an archived section takes, written apart from the rule that is tested."""

NOTHING_HERE = (evening.move, evening.confirm, evening.end_window)
"""Deeds of the evening that are a move themselves or change nothing after the certificates."""

Deed = Callable[[Session, Cast], object]


@pytest.fixture
def archived(session: Session, cast: Cast) -> Cast:
    """The cast's section after its certificates, with an incident, archived."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8000, "T02": 6000})
    report_incident(session, cast)
    incident = session.scalars(select(Incident)).one()
    incidents.dismiss(session, incident, reason="nothing lost", by=cast.ben)
    finalise(session, cast, official=True)
    evening.publish(session, cast, random.Random(1))
    evening.issue(session, cast, random.Random(1))
    lifecycle.move(session, cast.section, Move.ARCHIVE, roles=frozenset({Role.ORGANIZER}), by=cast.ana)
    session.commit()
    return cast


def report_incident(session: Session, cast: Cast) -> Incident:
    told = incidents.Report(Kind.SPILT, NOON, task_id=cast.pipetting.id, text="spilt")
    return incidents.report(session, cast.section, told, by=cast.cem)


def rules_saved(session: Session, cast: Cast) -> None:
    rule_versions.save(session, cast.section, [("award.Gold", "rank<=1")], reason="w", base=1, by=cast.ben)


def remedy(session: Session, cast: Cast) -> None:
    incident = session.scalars(select(Incident)).one()
    incidents.reopen(session, incident, reason="after all", by=cast.ben)


def reassign(session: Session, cast: Cast) -> None:
    other = make_judge(session, cast.section)
    sheet = cast.sheets["T01", "P", "cem"]
    sheet_assignment.reassign(session, sheet, other, reason="ill", by=cast.ben)


def member_of(session: Session, cast: Cast) -> Participant:
    return session.scalars(select(Participant).where(Participant.team_id == cast.t01.id)).first()


def deeds() -> dict[str, Deed]:
    """What people do, one of each kind; those of the evening are drawn as in the test of any sequence."""
    found: dict[str, Deed] = {
        f"evening.{deed.__name__}": partial(_drawn, deed) for deed in evening.DEEDS if deed not in NOTHING_HERE
    }
    by_hand: tuple[Deed, ...] = (report_incident, rules_saved, remedy, reassign)
    found |= {deed.__name__: deed for deed in by_hand}
    found |= {
        "team": lambda s, c: row_entry.enter(s, c.section, "teams", {"team": "T03", "name": "New"}, by=c.ana),
        "name": lambda s, c: row_entry.enter(s, c.section, "teams", {"team": "T01", "name": "Other"}, by=c.ana),
        "penalty": lambda s, c: adjustments.enter(
            s, c.section, "penalties", {"team": "T01", "task": "P", "points": "1", "reason": "late"}, by=c.ben
        ),
        "switch": lambda s, c: double_keying.switch(s, c.section, on=True, by=c.ben),
        "declare": lambda s, c: conflicts.declare(s, c.cem_judge, person="Eva", relation="aunt", by=c.cem),
        "help": lambda s, c: help_requests.ask(s, c.section, c.cem_judge, "other", "come", by=c.cem),
        "enrol": lambda s, c: devices.enrol(
            s, c.section, c.cem_judge, level="http", label="", app_version="", card_id=None, by=c.cem
        ),
        "practice": lambda s, c: calibrations.begin(s, c.section, c.pipetting, "Example", "", by=c.ben),
        "signatory": lambda s, c: rule_signing.name_signatory(s, c.section, name="Dean", title="", user=None, by=c.ana),
        "address": lambda s, c: editions.change_section(s, c.section, {"slug": "elsewhere"}, by=c.ana),
        "member": lambda s, c: removals.remove_participant(s, c.section, member_of(s, c), by=c.ana),
        "key": lambda s, c: reading_keys.set_key(
            s, c.section, c.pipetting.criteria[0], sample="", text="1:0", reason="w", by=c.ben
        ),
        "card": lambda s, c: access_cards.make_cards(
            s, c.section, access_cards.holders(s, c.section)[:1], secret="s", address="/card", by=c.ana
        ),
    }
    return found


def _drawn(deed: evening.Deed, session: Session, cast: Cast) -> None:
    deed(session, cast, random.Random(3))


def outcome(session: Session, cast: Cast, deed: Deed) -> str:
    """Do it and undo it; give the code of the refusal."""
    nested = session.begin_nested()
    try:
        deed(session, cast)
    except DomainError as error:
        return error.code
    finally:
        if nested.is_active:
            nested.rollback()
        session.expire_all()
    return "done"


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    tables = Base.metadata.tables.items()
    return {
        name: [tuple(row) for row in session.execute(select(one).order_by(*one.primary_key))] for name, one in tables
    }


def test_whatever_was_possible_is_refused_once_the_section_is_archived(session: Session, archived: Cast) -> None:
    before = everything(session)
    refused = {name: outcome(session, archived, deed) for name, deed in deeds().items()}
    assert everything(session) == before
    archived.section.state = "certificates"
    session.commit()

    possible = {name for name, deed in deeds().items() if outcome(session, archived, deed) == "done"}

    assert {name: refused[name] for name in possible} == dict.fromkeys(possible, "section_archived")
    assert "done" not in refused.values()
    assert len(possible) > 15


def test_the_record_of_an_archived_section_takes_no_line_of_a_change(session: Session, archived: Cast) -> None:
    def line(action: str, session: Session, cast: Cast) -> None:
        audit.record(session, action, "thing:1", by=cast.ana, section=cast.section)

    actions = {*ACTIONS, "section_import.teams", "a.verb_nobody_thought_of"}
    taken = {action for action in actions if outcome(session, archived, partial(line, action)) == "done"}

    assert taken == set(STILL_POSSIBLE.split())


def test_marks_that_arrive_are_kept_in_quarantine_until_the_section_is_back(session: Session, archived: Cast) -> None:
    phone = make_device(session, archived.section, archived.cem, judge_id=archived.cem_judge.id, level="http")
    sheet = archived.sheets["T01", "P", "cem"]
    sheet.state = "open"
    late = mark(sheet, 1, 9000)

    answers = send(session, phone, late)
    with pytest.raises(DomainError, match="section_archived"):
        quarantine.accept(session, archived.section, [late.id], reason="his", by=archived.ben)
    session.rollback()

    assert answers == [("quarantined", "section_archived_meanwhile")]


def test_a_mark_from_quarantine_is_taken_once_the_section_is_out_of_the_archive(
    session: Session, archived: Cast
) -> None:
    phone = make_device(session, archived.section, archived.cem, judge_id=archived.cem_judge.id, level="http")
    sheet = archived.sheets["T01", "P", "cem"]
    sheet.state = "open"
    late = mark(sheet, 1, 9000)
    send(session, phone, late)
    roles = frozenset({Role.ORGANIZER})

    lifecycle.move(session, archived.section, Move.LEAVE_ARCHIVE, roles=roles, reason="a late mark", by=archived.ana)
    quarantine.accept(session, archived.section, [late.id], reason="his", by=archived.ben)

    row = session.scalars(select(Mark).where(Mark.sheet_id == sheet.id)).one()
    assert (row.mark, session.get_one(OperationRow, late.id).outcome) == (9000, "quarantined")


def test_a_plain_form_loses_nothing_either(session: Session, archived: Cast) -> None:
    sheet = archived.sheets["T01", "P", "cem"]
    sheet.state = "open"

    answers = sheet_saving.mark_absent(session, sheet, by=archived.cem)

    assert {answer.code for answer in answers.values()} == {"section_archived_meanwhile"}
    assert [one.is_quarantined for one in quarantine.held(session, archived.section)] == [True]


def test_a_member_still_takes_back_consent(session: Session, archived: Cast) -> None:
    member = member_of(session, archived)

    own_data.consent(session, member, [], by=archived.eva)

    assert member.consents_name is False


ONLY_READING = """
across_sections.lines across_sections._of_finalising
accounts.change_language border_confirmations.own border_confirmations.refuse_own calibrations._own_open_sheet devices.form_sender
double_keying.hidden_from double_keying.second_rows help_requests.calls imports.keep in_the_way.of_section keying.load
list_columns.assign list_columns.recall moderation.settles_own_institution moderation.why_not row_entry.planned
replacements.recall replacements.replace_all replacements.take_back section_import.plan_tables section_import.plan_upload
shared_institutions.refusals undoing.read
"""
"""Functions that ask who acts and change nothing of a section."""


def test_every_verb_ends_in_the_record() -> None:
    """The archive is guarded where the record is written, so a verb without a line would pass it by."""
    calls = dict(_calls())
    recording = {"audit.record", "audit.append"}
    while more := {name for name, called in calls.items() if called & recording and name not in recording}:
        recording |= more

    silent = {name for name in _verbs() if name not in recording}

    assert silent - set(ONLY_READING.split()) == set()


def _verbs() -> Iterator[str]:
    for path in SERVICES.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and any(one.arg == "by" for one in node.args.kwonlyargs):
                yield f"{path.stem}.{node.name}"


def _calls() -> Iterator[tuple[str, set[str]]]:
    for path in SERVICES.rglob("*.py"):
        tree = ast.parse(path.read_text())
        imported = {
            alias.asname or alias.name: _full(node.module or "", alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("olympiad.services")
            for alias in node.names
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                names = {ast.unparse(one) for one in ast.walk(node) if isinstance(one, ast.Name | ast.Attribute)}
                yield f"{path.stem}.{node.name}", {*_resolved(names, imported, path.stem)}


def _full(module: str, name: str) -> str:
    """Return `module.function` for what is imported, or the name alone for a module: `olympiad.services.record import audit`."""
    return f"{module.rpartition('.')[2]}.{name}" if module.count(".") > 2 else name


def _resolved(names: set[str], imported: dict[str, str], module: str) -> Iterator[str]:
    for name in names:
        head, _, rest = name.partition(".")
        yield f"{imported[head]}.{rest}" if rest and head in imported else imported.get(name, f"{module}.{name}")
