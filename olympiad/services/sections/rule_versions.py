"""Versions of a section's rules: saving a new one, and the history with what changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Move
from olympiad.domain.notation.drafts import Difference, Refusal, differences, read_draft, without_defaults
from olympiad.domain.reasons import given_reason
from olympiad.domain.roles import Role, satisfies
from olympiad.domain.rules import Rules as RuleValues
from olympiad.models.rules import Rules
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.computing import rules, section_values, what_if
from olympiad.services.computing.rules import Pairs
from olympiad.services.people import access
from olympiad.services.record import audit
from olympiad.services.sections import lifecycle, rule_signing


@dataclass(frozen=True)
class Version:
    """One version with the names of who made and signed it, and what it changed."""

    row: Rules
    made_by: str
    signed_by: str
    changes: Sequence[Difference]


def history(session: Session, section: Section) -> list[Version]:
    """List the versions, the present one first."""
    rows = session.scalars(select(Rules).where(Rules.section_id == section.id).order_by(Rules.number)).all()
    people = {row.user_id for row in rows} | {row.signed_by_id for row in rows}
    query = select(User.id, User.name).where(User.id.in_(people - {None}))
    names = {row.id: row.name for row in session.execute(query)}
    found, before = [], list[tuple[str, str]]()
    for row in rows:
        now = rules.pairs_of(row)
        signed_by = names.get(row.signed_by_id or 0, "")
        found.append(Version(row, names.get(row.user_id or 0, ""), signed_by, differences(before, now)))
        before = now
    return found[::-1]


def read(session: Session, section: Section, pairs: Pairs) -> tuple[RuleValues, list[Refusal]]:
    """Read typed rules against the section's tasks: the rules, and everything that is wrong with them."""
    tasks = tuple(task.value for task in section_values.load_tasks(session, section))
    return read_draft(pairs, tasks)


def save(session: Session, section: Section, pairs: Pairs, *, reason: str, base: int, by: User) -> Rules:
    """Save a new version of the rules.

    Once marking has started a reason is needed and only the chief judge may save: the new version is signed by it.
    `base` is the number of the version that the editor saw. What moves is kept in the record.

    Raises DomainError: `rules_changed_meanwhile`, `rules_unchanged`, `reason_missing`, `rules_need_chief_judge`, and the
    first thing that is wrong with the rules themselves.
    """
    audit.lock(session, section.id)
    old, pairs = rules.present(session, section), without_defaults(pairs)
    values = _checked(session, section, pairs, old, base)
    started, reason = section.marking_started_at is not None, reason.strip()
    if started:
        _require_chief_judge(session, section, by)
        reason = given_reason(reason)
    trial = what_if.try_rules(session, section, values)
    now = utc_now()
    row = Rules(
        section_id=section.id,
        number=(old.number if old else 0) + 1,
        rules=json.dumps(pairs, ensure_ascii=False),
        reason=reason,
        user_id=by.id,
        created_at=now,
        signed_at=now if started else None,
        signed_by_id=by.id if started else None,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        AuditAction.RULES_SAVE,
        f"rules:{row.id}",
        by=by,
        section=section,
        before={"number": old.number if old else 0, "rules": dict(rules.pairs_of(old))},
        after={"number": row.number, "rules": dict(pairs), "signed": started, **what_if.recorded(trial)},
        personal={"reason": reason} if reason else None,
    )
    lifecycle.advance(session, section, Move.REVISE_RULES, reason=reason, by=by)
    if started:
        rule_signing.sign_as_chief_judge(session, section, row, by=by)
    return row


def _checked(session: Session, section: Section, pairs: Pairs, old: Rules | None, base: int) -> RuleValues:
    if base != (old.number if old else 0):
        raise DomainError("rules_changed_meanwhile")
    values, refused = read(session, section, pairs)
    if refused:
        raise refused[0].error
    if old is not None and not differences(rules.pairs_of(old), pairs):
        raise DomainError("rules_unchanged")
    return values


def may_save(session: Session, section: Section, user: User) -> bool:
    """Return whether a person may save rules now: after the first mark only the chief judge."""
    return section.marking_started_at is None or Role.CHIEF_JUDGE in _roles(session, section, user)


def is_staff(session: Session, section: Section, user: User) -> bool:
    """Return whether a person organizes the section or is its chief judge."""
    return satisfies(_roles(session, section, user), frozenset((Role.ORGANIZER, Role.CHIEF_JUDGE)))


def _require_chief_judge(session: Session, section: Section, user: User) -> None:
    if not may_save(session, section, user):
        raise DomainError("rules_need_chief_judge")


def _roles(session: Session, section: Section, user: User) -> frozenset[Role]:
    return access.roles_at(access.grants_of(session, user.id), section.edition_id, section.id)
