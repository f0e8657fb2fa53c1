"""Whether a team's name may stand in public beside its result: names of people need their consent."""

import re
from collections.abc import Iterable
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]{3,}", re.UNICODE)


class Member(NamedTuple):
    """A member's names in both scripts, and whether name and marks may be published."""

    names: tuple[str, ...]
    consents: bool


def hides_name(team_name: str, members: Iterable[Member]) -> bool:
    """Whether a team's name names a member who has not agreed to be published with a result.

    A word of three letters or more that stands in both names is taken for that person's name.

    >>> rahimov = Member(("Aziz Rahimov", "Азиз Рахимов"), consents=False)
    >>> hides_name("Rahimov", [rahimov]), hides_name("Рахимов и друзья", [rahimov]), hides_name("Catalase", [rahimov])
    (True, True, False)
    >>> hides_name("Rahimov", [rahimov._replace(consents=True)])
    False
    """
    asked = [member for member in members if not member.consents]
    words = _words(team_name) if asked else set()
    return any(words & _words(" ".join(member.names)) for member in asked)


def names_somebody(team_name: str, members: Iterable[Member]) -> bool:
    """Whether a team's name names any member, consent or not.

    >>> names_somebody("Rahimov", [Member(("Aziz Rahimov",), consents=True)])
    True
    """
    return hides_name(team_name, [member._replace(consents=False) for member in members])


def _words(text: str) -> set[str]:
    return set(WORD.findall(text.casefold()))
