"""Passwords: hashed with a salt of their own, the same work for a person who is not there, and a queue that has an end."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from olympiad import limits
from olympiad.domain.errors import DomainError
from olympiad.services.people import passwords

PASSWORD = "four blue litmus papers"


def test_the_right_password_is_right_and_every_other_is_not() -> None:
    hashed = passwords.hash_password(PASSWORD)

    assert passwords.is_right(PASSWORD, hashed)
    assert not any(passwords.is_right(typed, hashed) for typed in ("", PASSWORD.upper(), PASSWORD + " ", hashed))


def test_a_hash_is_argon2id_and_another_one_each_time() -> None:
    first, second = passwords.hash_password(PASSWORD), passwords.hash_password(PASSWORD)

    assert first != second
    assert all(re.match(r"\$argon2id\$v=19\$", one) for one in (first, second))
    assert PASSWORD not in first


@pytest.mark.parametrize("kept", [None, "", "not a hash"])
def test_no_password_is_right_where_there_is_no_hash(kept: str | None) -> None:
    assert not passwords.is_right("nobody", kept)
    assert not passwords.is_right("", kept)


def test_without_a_hash_the_same_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []

    class Counting:
        def verify(self, hashed: str, _password: str) -> bool:
            worked.append(hashed)
            return True

    monkeypatch.setattr(passwords, "_HASHER", Counting())

    assert (passwords.is_right(PASSWORD, None), passwords.is_right(PASSWORD, "a hash")) == (False, True)
    assert worked == [passwords._NOBODY, "a hash"]


def test_whoever_comes_when_all_places_are_taken_is_told_so_and_the_place_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, go = threading.Semaphore(0), threading.Event()

    class Waiting:
        def hash(self, password: str) -> str:
            here.release()
            assert go.wait(60)
            return password

    monkeypatch.setattr(passwords, "_HASHER", Waiting())
    monkeypatch.setattr(passwords, "_ROOM", threading.BoundedSemaphore(1))
    with ThreadPoolExecutor(1) as others:
        first = others.submit(passwords.hash_password, "first")
        assert here.acquire(timeout=60)

        with pytest.raises(DomainError, match="sign_in_busy"):
            passwords.hash_password("second")

        go.set()
        assert first.result(timeout=60) == "first"
    assert passwords.hash_password("third") == "third"


def test_a_hash_that_fails_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        def hash(self, _password: str) -> str:
            raise MemoryError

    monkeypatch.setattr(passwords, "_ROOM", threading.BoundedSemaphore(1))
    with monkeypatch.context() as broken:
        broken.setattr(passwords, "_HASHER", Failing())
        with pytest.raises(MemoryError):
            passwords.hash_password(PASSWORD)

    assert passwords.is_right(PASSWORD, passwords.hash_password(PASSWORD))


def test_hashing_is_done_by_as_many_threads_as_there_may_be() -> None:
    pool = passwords._hashing(0)

    assert pool._max_workers == limits.HASHES_AT_ONCE
    assert pool is passwords._hashing(0) is not passwords._hashing(1)


def test_a_drawn_password_can_be_read_aloud_is_long_enough_and_drawn_anew() -> None:
    drawn = {passwords.draw_password() for _ in range(50)}

    assert len(drawn) == 50
    assert all(re.fullmatch(r"([a-z]{6,9}-){4}[1-9][0-9]", one) for one in drawn)
    assert all(passwords.SHORTEST <= len(one) <= passwords.LONGEST for one in drawn)
