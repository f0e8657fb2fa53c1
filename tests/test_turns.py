"""Few requests work at a time, those that wait for others do not count, and saves wait for nobody's page."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from olympiad import limits, turns
from olympiad.db import make_engine


@pytest.fixture
def one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that works on one page at a time."""
    monkeypatch.setattr(turns, "_WORKING", threading.BoundedSemaphore(1))


@pytest.mark.usefixtures("one_turn")
def test_who_waits_lets_another_work_and_takes_its_turn_again_afterwards() -> None:
    done: list[str] = []

    def another() -> None:
        with turns.working():
            done.append("another")

    with ThreadPoolExecutor(1) as others, turns.working():
        with turns.waiting():
            others.submit(another).result(timeout=20)
        done.append("this one")
        last = others.submit(another)
        assert not turns._WORKING.acquire(blocking=False)

    last.result(timeout=20)
    assert done == ["another", "this one", "another"]


@pytest.mark.usefixtures("one_turn")
def test_who_has_no_turn_waits_without_giving_one_away() -> None:
    with turns.waiting(), turns.working():
        assert not turns._WORKING.acquire(blocking=False)

    assert turns._WORKING.acquire(blocking=False)


@pytest.mark.usefixtures("one_turn")
@pytest.mark.parametrize("writes", [True, False])
def test_who_writes_goes_on_without_a_turn(tmp_path: Path, writes: bool) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/one.sqlite", may_write=lambda: writes)

    with turns.working(), engine.begin() as connection:
        connection.execute(text("SELECT 1"))
        is_free = turns._WORKING.acquire(blocking=False)

    engine.dispose()
    assert is_free is writes


@pytest.mark.usefixtures("one_turn")
def test_a_page_is_begun_once_no_save_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAGE_STANDS_BACK_SECONDS", 20)
    done: list[str] = []

    def page() -> None:
        with turns.working():
            done.append("page")

    with ThreadPoolExecutor(1) as others:
        with turns.saving():
            waits = others.submit(page)
            while turns._WORKING.acquire(blocking=False):
                turns._WORKING.release()
            done.append("save")
        waits.result(timeout=20)

    assert done == ["save", "page"]


@pytest.mark.usefixtures("one_turn")
def test_a_page_comes_under_a_stream_of_saves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAGE_STANDS_BACK_SECONDS", 0.001)

    with turns.saving(), turns.working():
        assert not turns._WORKING.acquire(blocking=False)
