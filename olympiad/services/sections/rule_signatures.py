"""Who has to sign the rules, who did with an account or on paper, and whether what was signed still stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from olympiad.domain.blockers import Blocker
from olympiad.domain.canonical_json import Plain, checksum
from olympiad.domain.notation.drafts import complete
from olympiad.domain.roles import Role
from olympiad.models.judge import Judge
from olympiad.models.rule_signature import RuleSignatory, RuleSignature
from olympiad.models.rules import Rules
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership, User
from olympiad.services.computing import rules, section_tables

SIGNING_ROLES = (Role.ORGANIZER, Role.CHIEF_JUDGE, Role.JUDGE, Role.CLERK)

SIGNED_COLUMNS = {
    "tasks": ("task", "part", "weight", "judges", "method", "drop", "by", "disagreement", "disagreement_step"),
    "criteria": ("task", "criterion", "kind", "maximum", "step", "critical", "key"),
}
"""What of the rubric is signed: everything that turns marks into places; not titles, rooms and minutes."""


@dataclass(frozen=True)
class Line:
    """A named person with the signature under the present version; `is_stale` when the rubric is another one since."""

    signatory: RuleSignatory
    signature: RuleSignature | None
    is_stale: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether the signature stands."""
        return self.signature is not None and not self.is_stale


@dataclass(frozen=True)
class Signing:
    """The present version with every line of its signatures."""

    version: Rules | None
    sha256: str
    lines: Sequence[Line]
    is_stale: bool
    """Whether something was signed before the rubric was changed."""

    @property
    def is_signed(self) -> bool:
        """Whether every named person signed; where nobody is named, one signature is enough."""
        if self.version is None:
            return False
        if self.lines:
            return all(line.is_signed for line in self.lines)
        return self.version.signed_at is not None and not self.is_stale

    @property
    def waiting(self) -> list[str]:
        """Names whose signature is missing."""
        return [line.signatory.name for line in self.lines if not line.is_signed]

    def line_of(self, user: User) -> Line | None:
        """The line that a person can sign here."""
        return next((line for line in self.lines if line.signatory.user_id == user.id and not line.is_signed), None)


def checksum_of(session: Session, section: Section) -> str:
    """The checksum of the rules, tasks and rubric as they are now."""
    content: dict[str, Plain] = {"rules": dict(complete(rules.pairs(session, section)))}
    content["awards"] = [[key, value] for key, value in rules.pairs(session, section) if key.startswith("award.")]
    for name, rows in section_tables.read(session, section, SIGNED_COLUMNS).items():
        content[name] = [[row[column] for column in SIGNED_COLUMNS[name]] for row in rows]
    return checksum(content)


def signatories(session: Session, section: Section) -> list[RuleSignatory]:
    """List who has to sign, in the order of the paper."""
    query = select(RuleSignatory).where(RuleSignatory.section_id == section.id, RuleSignatory.removed_at.is_(None))
    return list(session.scalars(query.order_by(RuleSignatory.position, RuleSignatory.id)))


def accounts_of(session: Session, section: Section) -> list[User]:
    """List the people of the section who can sign with an account: organizers, chief judges, judges, clerks; by name."""
    held = select(RoleMembership.user_id).where(
        RoleMembership.role.in_([str(role) for role in SIGNING_ROLES]),
        RoleMembership.edition_id == section.edition_id,
        RoleMembership.pending_since.is_(None),
        or_(RoleMembership.section_id.is_(None), RoleMembership.section_id == section.id),
    )
    marks = select(Judge.user_id).where(Judge.section_id == section.id, Judge.user_id.is_not(None))
    people = session.scalars(select(User).where(or_(User.id.in_(held), User.id.in_(marks))))
    return sorted(people, key=lambda user: (user.name.casefold(), user.id))


def signing(session: Session, section: Section) -> Signing:
    """Return who has signed the present version."""
    version, sha256 = rules.present(session, section), checksum_of(session, section)
    given: dict[int | None, RuleSignature] = {}
    if version is not None:
        query = select(RuleSignature).where(RuleSignature.rules_id == version.id).order_by(RuleSignature.id)
        given = {one.signatory_id: one for one in session.scalars(query)}
    lines = [
        Line(one, given.get(one.id), one.id in given and given[one.id].sha256 != sha256)
        for one in signatories(session, section)
    ]
    return Signing(version, sha256, lines, bool(given) and all(one.sha256 != sha256 for one in given.values()))


def waits_for(session: Session, section: Section, user: User) -> bool:
    """Return whether a person is named and has not signed; most are not named, and nothing else is loaded for them."""
    named = select(RuleSignatory.id).where(
        RuleSignatory.section_id == section.id, RuleSignatory.user_id == user.id, RuleSignatory.removed_at.is_(None)
    )
    if session.scalar(named.limit(1)) is None:
        return False
    found = signing(session, section)
    return found.version is not None and found.line_of(user) is not None


def blockers(session: Session, section: Section) -> list[Blocker]:
    """Finalising waits for the signatures; rules that nobody saved are asked about."""
    found = signing(session, section)
    if found.version is None:
        return [Blocker("blocker_rules_by_default", asks=True)]
    if found.is_signed:
        return []
    if found.waiting:
        return [Blocker("blocker_rules_wait_for", {"number": found.version.number, "names": ", ".join(found.waiting)})]
    return [Blocker("blocker_rules_unsigned", {"number": found.version.number})]
