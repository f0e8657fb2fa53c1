"""The pure modules of the console, run where they live: the queue, and a judge's sheets as plain values."""

from typing import Any

import pytest
from playwright.sync_api import Page

QUEUE, STATE, POINTS = (f"/static/js/score_sheet_{name}.js" for name in ("queue", "state", "points"))
VALUE = {"state": "marked", "mark": 2000, "readings": "", "consequence": "", "note": "", "unsure": False}
EMPTY = VALUE | {"state": "unmarked", "mark": None}


@pytest.fixture
def run(page: Page) -> Any:
    """Call a function of a module with plain values."""
    page.goto("/account/sign-in")

    def run(module: str, name: str, *given: object) -> Any:
        call = "async ([module, name, given]) => (await import(module))[name](...given)"
        return page.evaluate(call, [module, name, list(given)])

    return run


def operation(seq: int, **given: Any) -> dict[str, Any]:
    made = {"id": f"{seq:032x}", "seq": seq, "sheet": 1, "kind": "mark", "rubric_version": 1, "criterion": 10}
    return made | {"base": None, "value": VALUE, "device_time": f"2026-12-05T10:0{seq}:00Z"} | given


def answer(seq: int, outcome: str = "applied", **given: Any) -> dict[str, Any]:
    return {"id": f"{seq:032x}", "seq": seq, "outcome": outcome, "code": "", "fields": {}, "current": None} | given


def sheet(**given: Any) -> dict[str, Any]:
    criterion = {
        "id": 10,
        "number": 1,
        "code": "tidy",
        "kind": "points",
        "label": "Tidy",
        "maximum": 4000,
        "breakpoints": [],
        "operation": None,
        "value": EMPTY,
        "points": None,
        "conflict": None,
        "rivals": [],
    }
    made = {
        "id": 1,
        "team_code": "A98",
        "task": {"code": "P", "title": "Pipetting"},
        "starts_at": None,
        "ends_at": None,
        "state": "open",
        "rubric_version": 1,
        "note": "",
        "absent": False,
        "submission": None,
        "criteria": [criterion],
    }
    return made | given


def test_queue_numbers_without_gaps_and_renumbers_as_the_server_says(run: Any) -> None:
    queue = {"next": 1, "pending": []}
    for _ in range(3):
        queue = run(QUEUE, "add", queue, {"id": f"{queue['next']:032x}"})
    assert [one["seq"] for one in queue["pending"]] == [1, 2, 3]

    after = run(QUEUE, "settle", queue, [answer(1), answer(2, "again", fields={"next": 7})])

    assert [one["seq"] for one in after["pending"]] == [7, 8]
    assert after["next"] == 9


def test_queue_forgets_what_the_server_has_kept_whatever_the_outcome(run: Any) -> None:
    queue = {"next": 5, "pending": [operation(seq) for seq in (1, 2, 3, 4)]}
    heard = [answer(1), answer(2, "conflict"), answer(3, "refused"), answer(4, "quarantined")]

    assert run(QUEUE, "settle", queue, heard) == {"next": 5, "pending": []}


def test_unsent_operations_stand_over_what_the_server_gives(run: Any) -> None:
    kept = {"sheets": [sheet()], "refused": []}
    pending = [
        operation(2, value=VALUE | {"mark": 3000}),
        operation(1),
        operation(3, kind="submit", criterion=None, value={}),
    ]

    (shown,) = run(STATE, "overlaid", kept, pending)["sheets"]

    assert (shown["criteria"][0]["value"]["mark"], shown["criteria"][0]["operation"]) == (3000, f"{2:032x}")
    assert shown["kept_at"] == "2026-12-05T10:03:00Z"


def test_an_operation_on_another_rubric_does_not_stand_over_the_sheet(run: Any) -> None:
    kept = {"sheets": [sheet(rubric_version=2)], "refused": []}

    (shown,) = run(STATE, "overlaid", kept, [operation(1)])["sheets"]

    assert shown["criteria"][0]["value"] == EMPTY


@pytest.mark.parametrize(
    ("heard", "state", "told"),
    [
        (answer(1), "submitted", 0),
        (answer(1, "refused", code="sheet_submitted"), "submitted", 0),
        (answer(1, "refused", code="sheet_has_holes", sentence="Not marked yet"), "open", 1),
        (answer(1, "quarantined", code="device_revoked"), "open", 1),
    ],
)
def test_a_refused_submission_opens_the_sheet_again(run: Any, heard: dict[str, Any], state: str, told: int) -> None:
    kept = {"sheets": [sheet(kept_at="2026-12-05T10:01:00Z")], "refused": []}
    submission = operation(1, kind="submit", criterion=None, value={})

    after = run(STATE, "settled", kept, [submission], [heard])

    assert (after["sheets"][0]["state"], "kept_at" in after["sheets"][0], len(after["refused"])) == (state, False, told)


@pytest.mark.parametrize(
    ("typed", "found", "said"),
    [
        ("a98", 1, ""),
        (" a 98 ", 1, ""),
        ("А98", 1, ""),  # why: a Cyrillic letter is meant
        ("Ａ９８\u200b", 1, ""),
        ("https://hall/editions/x/y/score-sheets/team/A98", 1, ""),
        ("B12", None, "no-sheet"),
    ],
)
def test_a_typed_code_or_the_address_on_a_card_finds_the_sheet(
    run: Any, typed: str, found: int | None, said: str
) -> None:
    call = run(STATE, "jump", [sheet()], typed, 0)

    assert ((call["sheet"] or {}).get("id"), call["said"]) == (found, said)


def test_points_of_a_reading_are_previewed_from_breakpoints(run: Any) -> None:
    rubric = {"kind": "reading", "maximum": 4000, "each": 0, "free": 0, "replicates": "mean"}
    rubric["breakpoints"] = [[4, 0], [5, 4000], [6, 4000], [7, 0]]

    assert run(POINTS, "pointsOf", rubric, VALUE | {"mark": None, "readings": "4,25|4.75"}) == 2000
