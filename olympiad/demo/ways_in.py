"""How to sign in to the demonstration: random passwords and access codes, written to a file that only its owner reads."""

import os
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.demo.loading import Loaded
from olympiad.domain.roles import Role
from olympiad.models.team import Team
from olympiad.services.people import access_cards
from olympiad.services.people.access_cards import MadeCard

SIGN_IN_FILE = "demo-sign-in.txt"
LEADERS_TEAM = "R-104"
"""The team whose leader and first member get cards: the host's own."""
ROLE_WORDS = {
    Role.ORGANIZER: "Organizer",
    Role.CHIEF_JUDGE: "Chief judge",
    Role.CLERK: "Clerk",
    Role.JUDGE: "Judge",
    Role.LEADER: "Team leader",
    Role.PARTICIPANT: "Participant",
}


def make_cards(session: Session, loaded: Loaded, *, secret: str) -> list[MadeCard]:
    """Make the cards of all judges, and of one team."""
    people = access_cards.holders(session, loaded.section)
    chosen = [person for person in people if person.role == Role.JUDGE or person.place == LEADERS_TEAM]
    return access_cards.make_cards(session, loaded.section, chosen, secret=secret, address="", by=loaded.staff[0][1])


def describe(session: Session, loaded: Loaded, cards: list[MadeCard]) -> str:
    """Write who signs in how."""
    lines = [
        "How to sign in to the demonstration (everybody in it is invented)",
        "",
        "By password, at /account/sign-in:",
    ]
    for person, user, password in loaded.staff:
        lines.append(f"  {ROLE_WORDS[person.role]:<13} {user.username:<12} {password:<33} {person.name}")
    lines += ["", "By access card, at /card:"]
    codes = dict(session.execute(select(Team.key, Team.code).where(Team.section_id == loaded.section.id)).all())
    shown: set[Role] = set()
    for card in sorted(cards, key=lambda each: (each.role != Role.JUDGE, each.role != Role.LEADER, each.card_id)):
        if card.role == Role.PARTICIPANT and card.role in shown:
            continue
        shown.add(card.role)
        place = card.place if card.role == Role.JUDGE else f"team {codes[card.place]}"
        lines.append(f"  {ROLE_WORDS[card.role]:<13} {card.grouped:<14} {card.name}, {place}")
    return "\n".join(lines) + "\n"


def write(instance: Path, words: str) -> Path:
    """Write the file with mode 0600."""
    path = instance / SIGN_IN_FILE
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(words)
    return path
