"""Changing the rules of a section: what the rulebook refuses, trying other rules out, signing a new version."""

import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.errors import DomainError
from olympiad.domain.ranking import Row, rank
from olympiad.domain.rule_texts import add_rule, check_rules, read_rules
from olympiad.models.rules import Rules
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services import audit, section_values, sheet_assignment
from olympiad.services.rules import Pairs, pairs_of, present


def problems(session: Session, section: Section, written: Pairs) -> list[tuple[str, DomainError]]:
    """Give what the rulebook refuses in rules as written, with the key of each."""
    found: list[tuple[str, DomainError]] = []
    read = read_rules([])
    for key, value in written:
        try:
            read = add_rule(read, key, value)
        except DomainError as error:
            found.append((key, error))
    keys = [key for key, _ in written]
    found += [(key, DomainError("repeated", found=key, rows="")) for key in set(keys) if keys.count(key) > 1]
    tasks = tuple(one.value for one in section_values.load_tasks(session, section))
    return found + check_rules(read, tasks)


def sign(session: Session, section: Section, written: Pairs, *, reason: str, by: User) -> Rules:
    """Make these rules the next version that counts.

    Raises `reason_missing` once marking has started without a reason, `rules_unchanged`, and the first refusal of the
    rulebook.
    """
    latest = present(session, section)
    if pairs_of(latest) == written and latest is not None and latest.signed_at is not None:
        raise DomainError("rules_unchanged")
    if section.marking_started_at is not None and not reason.strip():
        raise DomainError("reason_missing")
    for _key, refusal in problems(session, section, written):
        raise refusal
    number = (latest.number if latest else 0) + 1
    audit.record(
        session, "rules.sign", f"section:{section.id}", by=by, section=section,
        before=dict(pairs_of(latest)), after=dict(written) | {"version": number}, personal={"reason": reason} if reason else None,
    )  # fmt: skip
    now = utc_now()
    made = Rules(
        section_id=section.id, number=number, rules=json.dumps(written, ensure_ascii=False), reason=reason.strip(),
        user_id=by.id, created_at=now, signed_at=now, signed_by_id=by.id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    sheet_assignment.release_sheets(session, section)
    sheet_assignment.ensure_sheets(session, section)
    return made


@dataclass(frozen=True)
class Moved:
    """A team whose place, total or award would be another one."""

    before: Row
    after: Row


@dataclass(frozen=True)
class Trial:
    """What other rules would do to the marks that there are."""

    moved: tuple[Moved, ...]
    teams: int


def try_out(session: Session, section: Section, written: Pairs) -> Trial:
    """Rank the present marks under other rules and name every team that moves; nothing is saved.

    Raises what the rulebook refuses, under the present rules or under the others.
    """
    value = section_values.load(session, section)
    other = section_values.load(session, section, with_rules=read_rules(written))
    before = {row.team.key: row for row in rank(value).rows}
    after = rank(other).rows
    moved = [Moved(before[row.team.key], row) for row in after if _shown(before[row.team.key]) != _shown(row)]
    return Trial(tuple(moved), len(after))


def _shown(row: Row) -> tuple[object, ...]:
    return row.place, row.total, row.award, row.listing
