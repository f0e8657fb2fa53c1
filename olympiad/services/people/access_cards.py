"""Access cards: printed codes by which judges, leaders and participants sign in."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.look_alikes import fold
from olympiad.domain.roles import Role
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import AccessCard, RoleMembership, User
from olympiad.services.people import sign_in_attempts
from olympiad.services.people.accounts import TooManyAttemptsError, end_sessions
from olympiad.services.people.sign_in_attempts import Limit, Source, keyed_hash, subject_of
from olympiad.services.record import audit
from olympiad.services.record.key_order import natural

ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
"""No 0 O, 1 I L, U V, 2 Z, 5 S, 8 B: nothing that looks like something else in print."""
LENGTH = 10
MOST_TYPED = 100
ADDRESS_LIMIT = Limit(attempts=600, seconds=60)
"""Soft: a hall shares one address, and 40 wrong codes a minute still guess nothing among 23 to the 10th."""


@dataclass(frozen=True)
class Holder:
    """Somebody of a section who may get a card."""

    kind: str
    """`judge` or `participant`: which table the id is of."""
    id: int
    name: str
    role: Role
    place: str
    """Judge's key, or key of the team."""
    user_id: int | None
    has_card: bool
    """Whether a valid card is out."""


@dataclass(frozen=True)
class MadeCard:
    """A card just made; its code is nowhere else."""

    card_id: int
    name: str
    role: Role
    place: str
    """Judge's key, or key of the team."""
    code: str
    """Ten characters without look-alikes, see `grouped`."""
    url: str
    """Address in the QR code; opens a page with one button."""

    @property
    def grouped(self) -> str:
        """The code as printed: ACDE-FGH-JKM."""
        return grouped(self.code)


@dataclass(frozen=True)
class CardRow:
    """A card as the list shows it."""

    id: int
    name: str
    role: Role
    place: str
    made_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def grouped(code: str) -> str:
    """Write a code in groups of four, three and three."""
    return "-".join((code[:4], code[4:7], code[7:]))


def read_code(typed: str) -> str:
    """Read a typed code: spaces, hyphens, case and twins of other alphabets do not matter."""
    return "".join(character for character in fold(typed[:MOST_TYPED]) if character.isalnum())[: LENGTH * 2]


def draw_code() -> str:
    """Draw a code, 45 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def holders(session: Session, section: Section) -> list[Holder]:
    """List who may get a card: judges by key, then members by team, leader first."""
    judges = session.execute(
        select(Judge.id, Judge.name, Judge.key, Judge.user_id).where(Judge.section_id == section.id).order_by(Judge.id)
    )
    members = session.execute(
        select(Participant.id, Participant.name, Participant.role, Team.key, Participant.user_id)
        .join(Team, Team.id == Participant.team_id)
        .where(Participant.section_id == section.id)
        .order_by(*natural(Team.key), Participant.role, Participant.id)
    )
    cards = select(AccessCard.user_id).where(AccessCard.section_id == section.id, AccessCard.revoked_at.is_(None))
    valid = set(session.scalars(cards))
    found = [
        Holder("judge", row_id, name or key, Role.JUDGE, key, user_id, user_id in valid)
        for row_id, name, key, user_id in judges
    ]
    found += [
        Holder(
            "participant",
            row_id,
            name,
            Role.LEADER if role == "leader" else Role.PARTICIPANT,
            key,
            user_id,
            user_id in valid,
        )
        for row_id, name, role, key, user_id in members
    ]
    return found


def make_cards(
    session: Session, section: Section, chosen: Sequence[Holder], *, secret: str, address: str, by: User | None
) -> list[MadeCard]:
    """Make a card for each of the chosen; an earlier card of the same person is revoked and its sessions end.

    Only a keyed hash of each code is kept: what is returned is shown and printed once.
    The QR codes' URL begins with `address`.
    """
    users = _users_of(session, section, chosen)
    _revoke_all(session, [user.id for user in users], "reprinted")
    now = utc_now()
    codes = [draw_code() for _ in chosen]
    cards = [
        AccessCard(
            user_id=user.id,
            section_id=section.id,
            code_hash=code_hash(secret, code),
            made_at=now,
            made_by_id=by.id if by else None,
            revoked_reason="",
        )
        for user, code in zip(users, codes, strict=True)
    ]
    session.add_all(cards)
    session.flush()
    audit.record(
        session,
        AuditAction.ACCESS_CARDS_MAKE,
        f"section:{section.id}",
        by=by,
        section=section,
        after={"cards": [card.id for card in cards]},
    )
    return [
        MadeCard(card.id, holder.name, holder.role, holder.place, code, f"{address}/card/{code}")
        for card, holder, code in zip(cards, chosen, codes, strict=True)
    ]


def code_hash(secret: str, code: str) -> str:
    """The keyed hash under which a code is kept."""
    return keyed_hash(secret, "access-card", code)


def _accounts(session: Session, chosen: Sequence[Holder]) -> dict[int, User]:
    """Return the accounts of holders who have one, by id."""
    query = select(User).where(User.id.in_([holder.user_id or 0 for holder in chosen]))
    return {user.id: user for user in session.scalars(query)}


def _users_of(session: Session, section: Section, chosen: Sequence[Holder]) -> list[User]:
    """Return each holder's account, making it with its role where there is none."""
    judges = {row.id: row for row in session.scalars(select(Judge).where(Judge.section_id == section.id))}
    participants = {
        row.id: row for row in session.scalars(select(Participant).where(Participant.section_id == section.id))
    }
    known = _accounts(session, chosen)
    made: list[tuple[Judge | Participant, User]] = []
    users = []
    for holder in chosen:
        row: Judge | Participant = judges[holder.id] if holder.kind == "judge" else participants[holder.id]
        user = known.get(row.user_id or 0)
        if user is None:
            user = User(name=holder.name, fs_uniquifier=secrets.token_hex(32), created_at=utc_now())
            session.add(user)
            made.append((row, user))
        end_sessions(user)
        users.append(user)
    session.flush()
    for row, user in made:
        row.user_id = user.id
    session.add_all(_memberships(session, section, chosen, users, participants))
    session.flush()
    return users


def _memberships(
    session: Session,
    section: Section,
    chosen: Sequence[Holder],
    users: Sequence[User],
    participants: dict[int, Participant],
) -> list[RoleMembership]:
    held = set(
        session.execute(
            select(RoleMembership.user_id, RoleMembership.role).where(RoleMembership.section_id == section.id)
        )
    )
    return [
        RoleMembership(
            user_id=user.id,
            role=str(holder.role),
            edition_id=section.edition_id,
            section_id=section.id,
            team_id=participants[holder.id].team_id if holder.kind == "participant" else None,
        )
        for holder, user in zip(chosen, users, strict=True)
        if (user.id, str(holder.role)) not in held
    ]


def _revoke_all(session: Session, user_ids: Sequence[int], reason: str) -> None:
    now = utc_now()
    for card in session.scalars(
        select(AccessCard).where(AccessCard.user_id.in_(user_ids), AccessCard.revoked_at.is_(None))
    ):
        card.revoked_at, card.revoked_reason = now, reason


def revoke(session: Session, card: AccessCard, reason: str, *, by: User) -> None:
    """Close a card, lost or stolen; whoever is signed in by it is signed out."""
    section = session.get_one(Section, card.section_id)
    audit.record(
        session,
        AuditAction.ACCESS_CARDS_REVOKE,
        f"access_card:{card.id}",
        by=by,
        section=section,
        personal={"reason": reason} if reason else None,
    )
    card.revoked_at, card.revoked_reason = utc_now(), reason
    end_sessions(session.get_one(User, card.user_id))
    session.flush()


def cards_of(session: Session, section: Section) -> list[CardRow]:
    """List a section's cards, the valid ones first, then by holder."""
    people = {holder.user_id: holder for holder in holders(session, section) if holder.user_id}
    rows = session.execute(
        select(
            AccessCard.id, AccessCard.user_id, AccessCard.made_at, AccessCard.last_used_at, AccessCard.revoked_at
        ).where(AccessCard.section_id == section.id)
    )
    order = {user_id: position for position, user_id in enumerate(people)}
    found = [
        (
            order[user_id],
            CardRow(card_id, people[user_id].name, people[user_id].role, people[user_id].place, made, used, revoked),
        )
        for card_id, user_id, made, used, revoked in rows
        if user_id in people
    ]
    return [row for _, row in sorted(found, key=lambda each: (each[1].revoked_at is not None, each[0], -each[1].id))]


def printable(session: Session, section: Section, codes: Iterable[str], *, secret: str, address: str) -> list[MadeCard]:
    """Return the valid cards of these codes again, for the PDF that is asked for right after making them."""
    people = {holder.user_id: holder for holder in holders(session, section) if holder.user_id}
    by_hash = {code_hash(secret, code): code for code in map(read_code, codes)}
    cards = session.scalars(
        select(AccessCard)
        .where(AccessCard.section_id == section.id, AccessCard.revoked_at.is_(None), AccessCard.code_hash.in_(by_hash))
        .order_by(AccessCard.id)
    )
    return [
        MadeCard(
            card.id,
            person.name,
            person.role,
            person.place,
            by_hash[card.code_hash],
            f"{address}/card/{by_hash[card.code_hash]}",
        )
        for card in cards
        if (person := people.get(card.user_id))
    ]


def sign_in(session: Session, typed: str, *, secret: str, limit: Limit, source: Source) -> AccessCard | None:
    """Return the valid card of a typed code; failures are counted per code and per browser.

    Those of a network address, which a hall shares, close it only for browsers with which nobody has signed in yet.
    """
    now = utc_now()
    code = read_code(typed)
    subjects = {subject_of(secret, "card", code): limit, subject_of(secret, "card-device", source.device): limit}
    if not source.is_known:
        subjects[subject_of(secret, "address", source.address)] = ADDRESS_LIMIT
    if any(sign_in_attempts.is_closed(session, subject, most, now=now) for subject, most in subjects.items()):
        raise TooManyAttemptsError
    card = session.scalars(select(AccessCard).where(AccessCard.code_hash == code_hash(secret, code))).one_or_none()
    user = session.get(User, card.user_id) if card else None
    if card is None or user is None or card.revoked_at is not None or not user.active:
        sign_in_attempts.purge(session, before=now - timedelta(days=1))
        for subject in subjects:
            sign_in_attempts.count_failure(session, subject, now=now)
        return None
    card.last_used_at = now
    audit.record(
        session, AuditAction.ACCESS_CARDS_SIGN_IN, f"access_card:{card.id}", by=user, personal=audit.where_from()
    )
    return card
