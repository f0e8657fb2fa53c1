"""Who may add, see and take away the photos of a score sheet."""

from olympiad.domain.roles import Role

MOST_PER_SHEET = 12
DECIDING = frozenset({Role.CHIEF_JUDGE, Role.ORGANIZER})
"""They see every photo of the section and may remove it."""


def may_add(held: frozenset[Role], *, is_own_sheet: bool) -> bool:
    """The judge of the sheet, the chief judge, organizers, and a clerk who keys it in.

    >>> may_add(frozenset({Role.CLERK}), is_own_sheet=False), may_add(frozenset({Role.JUDGE}), is_own_sheet=False)
    (True, False)
    """
    return is_own_sheet or bool(held & (DECIDING | {Role.ADMINISTRATOR, Role.CLERK}))


def may_see(held: frozenset[Role], *, is_own_sheet: bool, is_own_photo: bool) -> bool:
    """The judge of the sheet, the chief judge and organizers; a clerk only what the clerk took.

    Another judge of the same team never does, before the own submission or after: sheets are marked unseen.

    >>> may_see(frozenset({Role.JUDGE}), is_own_sheet=False, is_own_photo=False)
    False
    >>> may_see(frozenset({Role.CLERK}), is_own_sheet=False, is_own_photo=True)
    True
    """
    return is_own_sheet or is_own_photo or bool(held & (DECIDING | {Role.ADMINISTRATOR}))


def may_remove(held: frozenset[Role], *, is_own_photo: bool, sheet_can_be_marked: bool) -> bool:
    """Who took it, while the sheet is still marked; later only those who decide.

    >>> may_remove(frozenset({Role.JUDGE}), is_own_photo=True, sheet_can_be_marked=False)
    False
    """
    return bool(held & (DECIDING | {Role.ADMINISTRATOR})) or (is_own_photo and sheet_can_be_marked)
