"""Files that cost much more to read than to send: refused by their size in numbers, or ended with a sentence."""

import json
import os
import secrets
import signal
import threading
import time
import zipfile
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from olympiad import jobs, limits
from olympiad.domain.choices import CriterionKind
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.notation.reading_keys import parse_reading
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.operations import Value, check_value, value_from
from olympiad.domain.readings import concordant
from olympiad.domain.rubric import Criterion
from olympiad.exchange import unsent_packets
from olympiad.exchange.sources import read_upload
from olympiad.services.results import results_files
from tests.applications import Visitor
from tests.unsent import number


def spin() -> None:
    """Work that never ends."""
    while True:
        pass


def swell() -> int:
    """Work that wants all memory."""
    held = []
    while True:
        held.append(bytearray(2**26))


def pid() -> int:
    """The process that works."""
    return os.getpid()


def refuse() -> None:
    """Refuse as the rulebook does."""
    raise DomainError("photo_too_large", limit=12)


@pytest.fixture
def lane():
    """A lane that ends with the test."""
    made = jobs.Lane("test")
    yield made
    made.end()


def test_a_job_gives_what_its_function_gives_and_refuses_what_it_refuses(lane: jobs.Lane) -> None:
    assert lane.run(pid) == lane.pid != os.getpid()
    with pytest.raises(DomainError, match="photo_too_large: limit=12"):
        lane.run(refuse)
    assert lane.run(pid) == lane.pid


def test_a_job_that_takes_too_long_is_ended_and_the_next_one_runs(
    lane: jobs.Lane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "JOB_SECONDS", 0.5)
    with pytest.raises(DomainError, match="job_ended"):
        lane.run(spin)
    monkeypatch.undo()

    assert lane.run(pid) == lane.pid


def test_a_job_that_wants_all_memory_is_ended(lane: jobs.Lane) -> None:
    with pytest.raises(DomainError, match="job_ended"):
        lane.run(swell)


def test_those_who_come_when_many_wait_are_told(lane: jobs.Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "JOB_SECONDS", 60)
    refused: list[str] = []

    def ask() -> None:
        try:
            lane.run(spin)
        except DomainError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=ask) for _ in range(limits.JOBS_WAITING + 1)]
    for thread in threads:
        thread.start()
    while lane.pid is None or not refused:
        time.sleep(0.01)
    assert refused == ["jobs_waiting"]
    while any(thread.is_alive() for thread in threads):
        if lane.pid is not None:
            os.kill(lane.pid, signal.SIGKILL)
        time.sleep(0.02)
    assert refused[1:] == ["job_ended"] * limits.JOBS_WAITING


def test_the_page_says_that_a_check_was_ended(client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results_files, "recomputed", spin)
    monkeypatch.setattr(limits, "JOB_SECONDS", 0.5)

    answer = client.post("/results/check/", data={"file": (BytesIO(b"{}"), "results.json")})

    assert answer.status_code == 422
    assert "too much time or memory" in answer.text


def test_concordant_readings_are_found_without_all_pairs() -> None:
    readings = [Fraction(at, 7) for at in range(30_000)]

    assert len(concordant(readings, Fraction(1))) == len(readings) - 1


@pytest.mark.parametrize(
    "text",
    [
        "value=5" + " " * 3_000_000 + "x",
        "value=5 steps=" + "|".join(["2%:1"] * 60_000),
        "value=5 steps=" + "|".join(["2%:1"] * (limits.BANDS + 1)),
        "experts=" + "|".join(["1"] * (limits.EXPERTS + 1)) + " full=1..1 zero=1..1 each=1",
    ],
)
def test_a_key_has_a_length(text: str) -> None:
    with pytest.raises(DomainError, match=r"text_too_long|list_too_long"):
        parse_reading(text, 4000)


def test_levels_and_rules_have_a_length() -> None:
    with pytest.raises(DomainError, match="list_too_long"):
        parse_key(CriterionKind.LEVELS, "|".join(f"{at}=a" for at in range(limits.LEVELS + 1)), 10**6)
    with pytest.raises(DomainError, match="text_too_long"):
        read_rules([("share_of", "x" * 100_000)])
    with pytest.raises(DomainError, match="list_too_long"):
        read_rules([("decimals", "2")] * (limits.RULES + 1))


@pytest.mark.parametrize(
    ("name", "entry"), [("tasks", {}), ("sheets", {}), ("teams", {}), ("penalties", {}), ("keys", {})]
)
def test_a_bundle_has_no_list_longer_than_a_section(name: str, entry: object) -> None:
    most = limits.BUNDLE_LISTS.get(name, limits.BUNDLE_LIST)
    lists = ("tasks", "teams", "sheets", "absences", "samples", "keys", "penalties", "agreed_marks", "times")
    bundle = {"format": "olympiad-results/1", "rules": {"awards": []}, **{each: [] for each in lists}}
    text = json.dumps(bundle | {name: [entry] * (most + 1)})

    with pytest.raises(DomainError, match=f"bundle_malformed: where=results.{name}"):
        results_files.verify(text)


@pytest.mark.parametrize("text", ["[" * 2_000_000, '{"a":' * 1_000_000, "{}", "[]", "1", '{"sha256": NaN}'])
def test_a_bundle_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="bundle_"):
        results_files.recomputed(text.encode())


def fragment(index: int, count: int, piece: bytes = b"x") -> bytes:
    """A piece of an operation, as a device writes it."""
    return b"\x03" + secrets.token_bytes(16) + number(index) + number(count) + number(len(piece)) + piece


@pytest.mark.parametrize("count", [limits.FRAGMENTS + 1, 2**24, 2**40, 2**56, 2**62])
def test_a_packet_may_not_promise_pieces_without_end(count: int) -> None:
    said = b"\x01" + b"set1" + number(1) + number(1) + number(1) + fragment(0, count)

    with pytest.raises(DomainError, match="packet_unreadable"):
        unsent_packets.read(said)


@pytest.mark.parametrize("total", [limits.PACKET_OPERATIONS + 1, 2**53, 2**62])
def test_a_packet_may_not_promise_operations_without_end(total: int) -> None:
    with pytest.raises(DomainError, match="packet_unreadable"):
        unsent_packets.read(b"\x01" + b"set1" + number(1) + number(1) + number(total))


def workbook(merged: str = "", far: str = "") -> bytes:
    """A workbook with a merged area that its library would never write."""
    made = Workbook()
    made.active.title = "teams"
    made.active.append(["team", "name"])
    if far:
        made.active[far] = "x"
    written = BytesIO()
    made.save(written)
    changed = BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            if merged and entry.filename == "xl/worksheets/sheet1.xml":
                area = f'</sheetData><mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'.encode()
                content = content.replace(b"</sheetData>", area)
            after.writestr(entry.filename, content)
    return changed.getvalue()


@pytest.mark.parametrize(
    "given", [{"merged": "C3:XFD30"}, {"merged": "A1:A1048576"}, {"far": "XFD2"}, {"far": "A200001"}]
)
def test_a_workbook_is_measured_before_its_cells_are_built(given: dict[str, str]) -> None:
    tables, problems = read_upload("teams.xlsx", workbook(**given))

    assert (tables, [problem.code for problem in problems]) == ({}, ["workbook_too_large"])


def test_a_workbook_of_ordinary_size_is_read() -> None:
    tables, problems = read_upload("teams.xlsx", workbook(merged="C3:D4"))

    assert (list(tables), [problem.code for problem in problems]) == (["teams"], ["cells_merged"])


def test_a_penalty_has_a_limit_and_so_has_every_text_of_a_value() -> None:
    late = Criterion("late", CriterionKind.PENALTY, 10_000)
    check_value(late, value_from({"state": "marked", "mark": limits.OCCURRENCES * 1000}))

    with pytest.raises(DomainError, match="number_too_large"):
        check_value(late, value_from({"state": "marked", "mark": limits.OCCURRENCES * 1000 + 1000}))
    with pytest.raises(DomainError, match="value_malformed"):
        value_from({"note": "x" * (limits.VALUE_TEXT + 1)})
    assert value_from({"note": "x" * limits.VALUE_TEXT}) == Value(note="x" * limits.VALUE_TEXT)


def test_hashing_has_a_queue_with_an_end(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from olympiad.services.people import passwords  # why: its queue is replaced for this test

    room = threading.BoundedSemaphore(1)
    monkeypatch.setattr(passwords, "_ROOM", room)
    with room, pytest.raises(DomainError, match="sign_in_busy"):
        passwords.is_right("nonsense", None)

    assert passwords.is_right("nonsense", passwords.hash_password("nonsense"))
