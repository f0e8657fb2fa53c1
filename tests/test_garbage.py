"""Full collections wait for a moment when nobody is answered, and walk only what is new."""

import pytest

from olympiad.serving import garbage
from olympiad.serving.garbage import DUE, NEVER, OVERDUE, FullCollections


class Collector:
    """In Python's place: counts, and notes what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.young, self.frozen = 0, 1000
        self.new = 0

    def get_threshold(self) -> tuple[int, int, int]:
        return 700, 10, 10

    def set_threshold(self, *values: int) -> None:
        self.told.append(f"threshold {values}")

    def get_count(self) -> tuple[int, int, int]:
        return 0, 0, self.young

    def get_freeze_count(self) -> int:
        return self.frozen

    def collect(self) -> None:
        self.told.append("collect")
        self.young = 0

    def freeze(self) -> None:
        self.told.append("freeze")
        self.frozen += self.new

    def unfreeze(self) -> None:
        self.told.append("unfreeze")
        self.frozen = 0


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Collector:
    made = Collector()
    monkeypatch.setattr(garbage, "gc", made)
    return made


def test_python_makes_no_full_collection_of_its_own(collector: Collector) -> None:
    FullCollections()

    assert collector.told == [f"threshold (700, 10, {NEVER})"]


@pytest.mark.parametrize(
    ("young", "idle", "wanted"),
    [
        (DUE - 1, True, []),
        (DUE, True, ["collect", "freeze"]),
        (DUE, False, []),
        (OVERDUE - 1, False, []),
        (OVERDUE, False, ["collect"]),  # a page in the middle of its work: nothing of it is taken for what stays
    ],
)
def test_collect_once_it_is_due(collector: Collector, young: int, idle: bool, wanted: list[str]) -> None:
    collections = FullCollections()
    collector.told, collector.young = [], young

    collections.collect_if_due(idle=idle)

    assert collector.told == wanted


def test_what_was_frozen_is_walked_again_once_it_has_doubled(collector: Collector) -> None:
    collections = FullCollections()
    collector.new = 600
    walked = []
    for _ in range(6):
        collector.told, collector.young = [], DUE
        collections.collect_if_due(idle=True)
        walked.append("unfreeze" in collector.told)

    assert walked == [False, False, True, False, False, True]  # frozen before: 1,000, 1,600, 2,200; 600, 1,200, 1,800
