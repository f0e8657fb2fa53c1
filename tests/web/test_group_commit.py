"""Saves that go together: one commit for many, each by itself where the group cannot be kept."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from olympiad.api.group_commit import GroupCommit


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = create_engine(f"sqlite:///{tmp_path}/kept.sqlite")
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE kept (number INTEGER PRIMARY KEY)"))
    return made


class Keeping:
    """Inserts numbers slowly, and remembers which came together."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []

    def __call__(self, session: Session, numbers: Sequence[int]) -> list[int]:
        self.groups.append(list(numbers))
        time.sleep(0.05)
        for number in numbers:
            session.execute(text("INSERT INTO kept VALUES (:number)"), {"number": number})
        return [-number for number in numbers]


def send(group: GroupCommit[int, int], engine: Engine, numbers: Sequence[int]) -> list[object]:
    def one(number: int) -> object:
        with Session(engine) as session:
            try:
                return group.run(session, number)
            except Exception as error:
                return type(error).__name__

    with ThreadPoolExecutor(len(numbers)) as pool:
        return list(pool.map(one, numbers))


def kept(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT number FROM kept ORDER BY number")))


def test_run_keeps_what_waits_in_one_commit(engine: Engine, tmp_path: Path) -> None:
    keeping = Keeping()

    answers = send(GroupCommit(keeping, tmp_path / "turn"), engine, range(10))

    assert answers == [-number for number in range(10)]
    assert kept(engine) == list(range(10))
    assert len(keeping.groups) < 10


def test_run_tries_each_alone_where_one_spoils_the_group(engine: Engine, tmp_path: Path) -> None:
    keeping = Keeping()

    answers = send(GroupCommit(keeping, tmp_path / "turn"), engine, [1, 2, 3, 3, 4])

    assert sorted(map(str, answers)) == ["-1", "-2", "-3", "-4", "IntegrityError"]
    assert kept(engine) == [1, 2, 3, 4]


def test_run_goes_on_after_a_turn_that_could_not_be_had(engine: Engine, tmp_path: Path) -> None:
    turn = tmp_path / "turn"
    turn.mkdir()
    group = GroupCommit(Keeping(), turn)

    assert send(group, engine, [1]) == ["IsADirectoryError"]
    turn.rmdir()
    assert send(group, engine, [2]) == [-2]
