"""The pure modules of the console, run where they live: the queue, and a judge's sheets as plain values."""

import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from olympiad.domain.choices import Consequence, CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.notation.rubric import parse_critical
from olympiad.domain.rubric import Cell, Counted, Criterion, Task, check_mark
from olympiad.domain.rules import Rules
from olympiad.domain.sheets import progress
from tests.browser.modules import module_page, run

__all__ = ["module_page", "run"]

MODULES = ("queue", "state", "points", "turns", "round", "comments")
QUEUE, STATE, POINTS, TURNS, ROUND, COMMENTS = (f"/static/js/score_sheet_{name}.js" for name in MODULES)
VALUE = {"state": "marked", "mark": 2000, "readings": "", "consequence": "", "note": "", "unsure": False}
EMPTY = VALUE | {"state": "unmarked", "mark": None}


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

    assert run(QUEUE, "settle", queue, heard) == {
        "next": 5,
        "pending": [],
        "done": [f"{seq:032x}" for seq in (1, 2, 3, 4)],
    }


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


def test_under_a_newer_rubric_what_it_left_as_it_was_stands_over_the_sheet(run: Any) -> None:
    kept = {"sheets": [sheet(rubric_version=2)], "refused": []}

    (shown,) = run(STATE, "overlaid", kept, [operation(1), operation(2, criterion=11)])["sheets"]

    assert shown["criteria"][0]["value"] == VALUE


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
    call = run(TURNS, "jump", [sheet()], typed, 0)

    assert ((call["sheet"] or {}).get("id"), call["said"]) == (found, said)


def test_points_of_a_reading_are_previewed_from_breakpoints(run: Any) -> None:
    rubric = {"kind": "reading", "maximum": 4000, "each": 0, "free": 0, "replicates": "mean"}
    rubric["breakpoints"] = [[4, 0], [5, 4000], [6, 4000], [7, 0]]

    assert run(POINTS, "pointsOf", rubric, VALUE | {"mark": None, "readings": "4,25|4.75"}) == 2000


def test_undo_takes_back_only_what_this_device_did_and_nobody_changed_since(run: Any) -> None:
    one = run(STATE, "applied", sheet(), operation(1))
    two = run(STATE, "applied", one, operation(2, value=VALUE | {"mark": 3000}))
    undone = run(STATE, "applied", two, operation(3), True)
    elsewhere = {**two, "criteria": [two["criteria"][0] | {"operation": "f" * 32}]}

    assert [step["value"] for step in run(STATE, "lastDeed", two)] == [VALUE]
    assert [step["value"] for step in run(STATE, "lastDeed", undone)] == [EMPTY]
    assert run(STATE, "lastDeed", elsewhere) == []


def test_a_sheet_that_was_opened_by_mistake_and_undone_does_not_come_next(run: Any) -> None:
    due = sheet(id=1, state="not_started")
    mistaken = sheet(id=2, state="open", team_code="H75")

    assert run(TURNS, "next", [due, mistaken])["id"] == 1
    assert [one["id"] for one in run(TURNS, "groups", [due, mistaken])["not-started"]] == [1, 2]


def at(minutes: float) -> str:
    return (datetime(2026, 12, 5, 11, 30, tzinfo=UTC) + timedelta(minutes=minutes)).isoformat()


def test_a_team_whose_turn_it_is_not_is_told_from_every_way_to_its_sheet(run: Any, module_page: Page) -> None:
    """A30: rows and the big button said nothing; the sheet itself asks now, whichever way led to it."""
    due, later = sheet(id=1, starts_at=at(0), ends_at=at(10)), sheet(id=2, team_code="H75", starts_at=at(140))
    ask = """async ([module, sheets, one, now]) => {
      const { otherTurn } = await import(module);
      return otherTurn(sheets, one, new Date(now))?.team_code ?? "";
    }"""

    found = [
        module_page.evaluate(ask, [TURNS, [due, later], *given])
        for given in ((later, at(5)), (due, at(5)), (later, at(11)), (later, at(141)))
    ]

    assert found == ["A98", "", "", ""]


@pytest.mark.parametrize(
    ("starts", "ends", "now", "said"),
    [
        (0, 10, 3.8, ("round-left", "6:12")),
        (0, 90, 10, ("round-left", "1:20:00")),
        (0, 10, 9.995, ("round-left", "0:01")),
        (0, 10, -5, ("round-begins", "")),
        (0, 10, 10, ("round-over", "")),
        (0, 10, 1500, ("", "")),
        (0, 10, -1500, ("", "")),
        (0, None, 3, ("", "")),
    ],
)
def test_what_is_left_of_a_round_is_figures_then_words(
    run: Any, starts: int, ends: int | None, now: float, said: tuple[str, str]
) -> None:
    of = {"starts_at": at(starts), "ends_at": None if ends is None else at(ends)}

    found = run(ROUND, "leftOf", of, datetime.fromisoformat(at(now)).timestamp() * 1000)

    assert (found["word"], found["left"]) == said


def test_earlier_notes_are_offered_once_each_those_of_this_device_first(run: Any) -> None:
    noted = [sheet()["criteria"][0] | {"value": VALUE | {"note": note}} for note in ("Spilt", "", "x" * 121, "Spilt ")]
    kept = {
        "sheets": [sheet(criteria=[one]) for one in noted],
        "comments": {"10": ["No blank", "Spilt", "3", "4", "5"]},
    }

    assert run(COMMENTS, "commentsOn", kept, 10) == ["Spilt", "No blank", "3", "4"]
    assert [run(COMMENTS, "withComment", noted, "Spilt") for noted in ("", " late ", "Spilt, late")] == [
        "Spilt",
        "late; Spilt",
        "Spilt, late",
    ]


def test_a_team_in_two_tasks_of_one_judge_is_a_choice(run: Any) -> None:
    call = run(TURNS, "jump", [sheet(id=1), sheet(id=2)], "A98", 0)

    assert [one["id"] for one in call["choices"]] == [1, 2]


def test_a_server_put_back_to_an_older_copy_gets_again_what_it_had(run: Any) -> None:
    queue = {"next": 9, "pending": [operation(8)], "done": [f"{seq:032x}" for seq in (6, 7)]}

    after = run(QUEUE, "sentAgain", queue, [operation(6), operation(7)])

    assert [(one["id"], one["seq"]) for one in after["pending"]] == [
        (f"{6:032x}", 1),
        (f"{7:032x}", 2),
        (f"{8:032x}", 3),
    ]
    assert after["done"] == []


MARKS = [0, 1, 250, 499, 500, 1000, 1500, 2000, 2500, 4000, 4001, 4500, 10_000]
RUBRICS = [
    {"kind": "points", "maximum": 4000, "step": 500},
    {"kind": "points", "maximum": 4000, "step": 1},
    {"kind": "check", "maximum": 1000, "step": 500},
    {"kind": "penalty", "maximum": 3000, "step": 500},
    {"kind": "reading", "maximum": 4000, "step": 500},
    {"kind": "choice", "maximum": 4000, "step": 500},
    {"kind": "levels", "maximum": 4000, "step": 500, "levels": [{"points": "0"}, {"points": "2.5"}, {"points": "4"}]},
]


@pytest.mark.parametrize("rubric", RUBRICS, ids=[f"{one['kind']}-{one['step']}" for one in RUBRICS])
def test_limits_and_kinds_are_checked_on_the_device_as_the_rulebook_does(run: Any, rubric: dict[str, Any]) -> None:
    kind, maximum = CriterionKind(rubric["kind"]), rubric["maximum"]
    key = parse_key(kind, "0=none | 2.5=half | 4=whole", maximum) if kind is CriterionKind.LEVELS else None
    criterion = Criterion("it", kind, maximum, rubric["step"], key)

    assert [run(POINTS, "refusalOf", rubric, mark) for mark in MARKS] == [refusal(criterion, mark) for mark in MARKS]


def refusal(criterion: Criterion, mark: int) -> str:
    try:
        check_mark(criterion, mark)
    except DomainError as error:
        return error.code
    return ""


MODEL = (Path(__file__).parent / "console_model.js").read_text("utf-8").strip().rstrip(";")
SEARCH = f"""async ([most, broken]) => {{
  const [ledger, truth] = await Promise.all(["ledger", "truth"].map((name) => import(`/static/js/score_sheet_${{name}}.js`)));
  const lying = {{ truth: (now) => truth.truth({{ ...now, [broken]: Array.isArray(now[broken]) ? [] : true }}) }};
  return ({MODEL[MODEL.index("(ledger, truth, most) =>") :]})(ledger, broken ? lying : truth, most);
}}"""


def test_nothing_that_the_console_says_of_safety_is_false_whatever_happens(run: Any, module_page: Page) -> None:
    """A search over what two pages, two judges, storage, network and server can do; `make console-model` goes through it all."""
    most = int(os.environ.get("OLYMPIAD_STATES", "4000"))

    found = module_page.evaluate(SEARCH, [most, ""])

    assert (found["wrong"], found["states"] > min(most, 1_000_000) - 1) == ("", True)


@pytest.mark.parametrize("broken", ["held", "writing", "queue", "called", "read"])
def test_the_search_finds_a_console_that_overlooks_something(run: Any, module_page: Page, broken: str) -> None:
    assert module_page.evaluate(SEARCH, [100_000, broken])["wrong"] != ""


def drawn(rng: random.Random) -> tuple[Criterion, Cell, dict[str, Any]]:
    """A criterion, what stands in its cell, and how the console holds both; penalties cost 2 points after a free one."""
    kind = rng.choice(("points", "check", "penalty"))
    critical = rng.choice(("no", "no", "zero", "cap=50%"))
    key = Counted(2000, 1) if kind == "penalty" else None
    criterion = Criterion("c", CriterionKind(kind), 10_000, 500, key, parse_critical(critical))
    cell: Cell = rng.choice((None, Consequence.EXCLUDE, Consequence.FULL, *(0, 0, 1000, 5000, 10_000, 10_000) * 2))
    value = EMPTY if cell is None else VALUE | {"mark": cell}
    if isinstance(cell, Consequence):
        value = VALUE | {"state": "not_assessed", "mark": None, "consequence": str(cell)}
    held = {"kind": kind, "maximum": 10_000, "critical": critical, "value": value, "points": None, "conflict": None}
    return criterion, cell, held | {"each": "2", "free": 1, "breakpoints": [], "replicates": ""}


def test_the_previewed_total_is_the_one_of_the_rulebook(run: Any) -> None:
    rng = random.Random(7)

    for _ in range(200):
        floor = rng.random() < 0.5
        rubric, cells, held = zip(*(drawn(rng) for _ in range(rng.randint(1, 4))), strict=True)
        task, keys = Task("A", rubric), (None,) * len(rubric)
        found = progress(task, cells, keys, Rules(penalty_floor=floor))
        shown = run(STATE, "summary", sheet(criteria=held, penalty_floor=floor, changed=True))["total"]

        wanted = found.so_far if found.total is None else found.total
        assert round(shown, 3) == round(float(wanted), 3), (held, floor)


HELD_MEANWHILE = """async () => {
  const { Vault } = await import("/static/js/score_sheet_vault.js");
  const store = await import("/static/js/score_sheet_store.js");
  const operation = {
    id: "a1", sheet: 1, kind: "mark", rubric_version: 1, criterion: 10, base: null, value: {},
    device_time: "2026-12-05T10:00:00Z",
  };
  const known = { memories: [], kept: null };
  const vault = new Vault(() => known, () => undefined);
  await vault.begin();
  let times = 0;
  await vault.hold(async (database) => {
    times += 1;
    const memory = await store.keep(database, "s#1", operation);
    if (times === 1) {
      await vault.lose(vault.disk);  // the browser takes the storage away as the mark is written ...
      await store.update(vault.disk, "s#1", (now) => ({ ...now, queue: { next: 1, pending: [] } }));  // ... and it was cleared
    }
    return memory;
  }, (memory) => { known.memories = [memory]; });
  const [there] = await vault.run(store.all);
  const found = [times, there.queue.pending.map((one) => one.id)];
  await vault.run((database) => store.update(database, "s#1", (now) => ({ ...now, queue: { next: 1, pending: [] } })));
  vault.disk.close();
  return found;
}"""


def test_a_mark_written_while_the_storage_is_taken_away_is_written_again(module_page: Page) -> None:
    assert module_page.evaluate(HELD_MEANWHILE) == [2, ["a1"]]
