"""Every move that the regulations do not name is refused to every role; steps back need a reason; blocks hold."""

from itertools import product

import pytest

from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import MOVES, Hindrance, Move, Stage, after, after_deed, ways
from olympiad.domain.roles import Role

PERMITTED = """
draft sign_rules rules_signed: organizer chief_judge
rules_signed open_check_in check_in: organizer
check_in start_marking marking: organizer chief_judge
marking close_sheets sheets_in: organizer chief_judge
published archive archived: organizer
certificates archive archived: organizer
rules_signed revise_rules draft: organizer chief_judge
check_in leave_check_in rules_signed: organizer
marking stop_marking check_in: organizer
sheets_in reopen_sheets marking: organizer chief_judge
preliminary set_aside sheets_in: organizer chief_judge
appeals cancel_appeals preliminary: organizer
archived leave_archive published: organizer
"""
"""What may be done by hand, written apart from the table that is tested; an administrator may what an organizer may."""


def permitted() -> dict[tuple[str, str, str], str]:
    found = {}
    for line in PERMITTED.strip().splitlines():
        deed, roles = line.split(":")
        stage, move, to = deed.split()
        for role in [*roles.split(), *(["administrator"] if "organizer" in roles else [])]:
            found[stage, move, role] = to
    return found


ALLOWED = permitted()
EVERY = [(str(stage), str(move), str(role)) for stage, move, role in product(Stage, Move, Role)]


def outcome(stage: str, move: str, role: str, reason: str = "Recounted", hindrances: tuple[str, ...] = ()) -> str:
    try:
        held = frozenset({Role(role)})
        return str(after(stage, Move(move), roles=held, hindrances=hindrances, reason=reason))
    except DomainError as error:
        return error.code


@pytest.mark.parametrize("move", [str(move) for move in Move])
def test_after_refuses_every_move_that_is_not_permitted(move: str) -> None:
    wrong = {
        (stage, role): outcome(stage, move, role)
        for stage, known, role in EVERY
        if known == move and outcome(stage, move, role) != ALLOWED.get((stage, move, role), outcome(stage, move, role))
    }
    leaks = [
        key
        for key in EVERY
        if key[1] == move and key not in ALLOWED and outcome(*key) not in ("move_unknown_here", "move_forbidden")
    ]

    assert (wrong, leaks) == ({}, [])


@pytest.mark.parametrize("key", sorted(ALLOWED), ids="-".join)
def test_after_permits_what_the_regulations_name(key: tuple[str, str, str]) -> None:
    assert outcome(*key) == ALLOWED[key]


@pytest.mark.parametrize("key", sorted(key for key in ALLOWED if MOVES[Move(key[1])].is_back), ids="-".join)
def test_after_wants_a_reason_for_each_step_back(key: tuple[str, str, str]) -> None:
    assert outcome(*key, reason="  ") == "reason_missing"


@pytest.mark.parametrize(
    ("stage", "move", "hindrance"),
    [
        ("draft", "sign_rules", "rules_unsigned"),
        ("rules_signed", "open_check_in", "no_teams"),
        ("marking", "close_sheets", "sheets_missing"),
        ("marking", "stop_marking", "marks_given"),
        ("appeals", "cancel_appeals", "appeals_open"),
    ],
)
def test_after_is_blocked_by_what_is_in_the_way(stage: str, move: str, hindrance: str) -> None:
    assert outcome(stage, move, "organizer", hindrances=(hindrance,)) == "move_blocked"


def test_after_deed_lets_a_day_run_through_without_a_click() -> None:
    deeds = ("start_marking", "close_sheets", "finalise", "open_appeals", "make_official", "publish")
    stage, seen = Stage.DRAFT, []
    for deed in (*deeds, "issue_certificates"):
        stage = after_deed(stage, Move(deed)) or stage
        seen.append(str(stage))

    assert seen == ["marking", "sheets_in", "preliminary", "appeals", "official", "published", "certificates"]


def test_after_deed_finalises_no_archived_section() -> None:
    assert after_deed("archived", Move.FINALISE) is None


def test_ways_lead_out_of_every_stage() -> None:
    assert [str(stage) for stage in Stage if not any(ways(stage, tuple(Hindrance)))] == []
