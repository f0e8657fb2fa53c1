"""Asks whether somebody who knows the list of teams can name codes better than by chance from what judges and clerks see."""

import os
import re
from collections import defaultdict
from statistics import mean, stdev

import numpy as np
import pytest
from sqlalchemy.orm import Session

from olympiad.services.sections import sheet_numbers
from tests.applications import Visitor
from tests.attack.blind_halls import TEAMS, Hall, Numbers, correlation, look, make_hall, neighbours, ranks

HALLS = int(os.environ.get("OLYMPIAD_ATTACK_HALLS", "2"))
SURE = 7
"""Standard deviations: chance goes so far once in ten thousand million tries, and there are some hundred traits."""
SHUFFLES = 400


def seen_in(session: Session, client: Visitor, halls: int) -> list[Hall]:
    found = []
    for turn in range(halls):
        hall = make_hall(session)
        look(hall, client, turn)
        found.append(hall)
    return found


def columns(halls: list[Hall]) -> dict[str, list[list[float]]]:
    """Every trait that is known of all teams of a hall, in the order of registration."""
    found: dict[str, list[list[float]]] = defaultdict(list)
    for hall in halls:
        for trait, values in hall.traits.items():
            if len(values) == len(hall.codes) and len(set(values.values())) > 1:
                found[trait].append([values[code] for code in hall.codes])
    return found


def in_order(lists: list[list[float]]) -> float:
    """How far the order of a trait follows the list of teams, in standard deviations of chance."""
    found = [one for values in lists if (one := correlation(values)) is not None]
    return sum(found) * ((TEAMS - 1) / len(found)) ** 0.5 if found else 0.0


def in_neighbourhood(lists: list[list[float]]) -> float:
    """The same for neighbours in the list, compared with shuffled lists: a permutation test."""
    own = np.array([ranks(values) for values in lists])
    dice = np.random.default_rng(1)
    chance = [neighbours(dice.permuted(own, axis=1)) for _ in range(SHUFFLES)]
    spread = stdev(chance)
    return (neighbours(own) - mean(chance)) / spread if spread else 0.0


def guessed(lists: list[list[float]]) -> float:
    """Name the k-th code by a trait as the k-th team: how many more are right than with shuffled lists."""

    def right(given: Numbers) -> float:
        return float((given.argsort(axis=1, kind="stable") == np.arange(TEAMS)).sum())

    own = np.array(lists)
    dice = np.random.default_rng(2)
    chance = [right(dice.permuted(own, axis=1)) for _ in range(SHUFFLES)]
    spread = stdev(chance)
    return (right(own) - mean(chance)) / spread if spread else 0.0


def tells(halls: list[Hall]) -> dict[str, tuple[float, float, float]]:
    """Every trait that says more about the list of teams than chance does."""
    found = {
        trait: (in_order(lists), in_neighbourhood(lists), guessed(lists)) for trait, lists in columns(halls).items()
    }
    return {trait: said for trait, said in found.items() if any(abs(one) > SURE for one in said)}


def test_nothing_that_judges_and_clerks_see_follows_the_list_of_teams(session: Session, client: Visitor) -> None:
    halls = seen_in(session, client, HALLS)

    assert len(columns(halls)) >= 6  # else the guesser has looked at nothing
    assert tells(halls) == {}


def test_the_guesser_sees_numbers_given_in_the_order_of_the_list(
    session: Session, client: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_numbers, "draw", InTurn())

    told = tells(seen_in(session, client, 1))

    assert {"address of a sheet", "sheets id"} & told.keys()


class InTurn:
    """Gives numbers one after the other, as a database does."""

    def __init__(self) -> None:
        self.last = 0

    def __call__(self, _session: Session, count: int) -> list[int]:
        self.last += count
        return list(range(self.last - count + 1, self.last + 1))


def test_a_clerk_reads_codes_alone_on_the_board(session: Session, client: Visitor) -> None:
    hall = make_hall(session)

    page = client.sign_in(hall.clerk).get(f"{hall.place}/board/").text

    assert all(code in page for code in hall.codes)
    assert "R-1" not in page
    assert "Team of" not in page
    rows = [
        re.sub(r"<[^>]+>", " ", head).split()[-1] for head in re.findall(r'<th scope="row".*?</th>', page, re.DOTALL)
    ]
    assert [row for row in rows if row in hall.codes] == sorted(hall.codes)
