"""Roles of people and where each is held."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may be in an edition or a section.

    >>> Role("chief_judge") in STAFF
    True
    """

    ADMINISTRATOR = "administrator"
    ORGANIZER = "organizer"
    CHIEF_JUDGE = "chief_judge"
    JUDGE = "judge"
    CLERK = "clerk"
    LEADER = "leader"
    PARTICIPANT = "participant"


STAFF = (Role.ADMINISTRATOR, Role.ORGANIZER, Role.CHIEF_JUDGE)
"""Those who may see names, institutions and every mark of a section."""


def satisfies(held: frozenset[Role], wanted: frozenset[Role]) -> bool:
    """Return whether one of the held roles opens what the wanted ones open; an administrator may what an organizer may.

    >>> satisfies(frozenset({Role.ADMINISTRATOR}), frozenset({Role.ORGANIZER}))
    True
    >>> satisfies(frozenset({Role.ADMINISTRATOR}), frozenset({Role.JUDGE}))
    False
    """
    effective = held | {Role.ORGANIZER} if Role.ADMINISTRATOR in held else held
    return bool(effective & wanted)


def reads_on_record(held: frozenset[Role]) -> bool:
    """Whether looking at photos and appeals is written into the record: an administrator keeps the machine, not the marks.

    >>> admin, organizer = Role.ADMINISTRATOR, Role.ORGANIZER
    >>> reads_on_record(frozenset({admin})), reads_on_record(frozenset({admin, organizer}))
    (True, False)
    """
    return Role.ADMINISTRATOR in held and not held & {Role.CHIEF_JUDGE, Role.ORGANIZER}
