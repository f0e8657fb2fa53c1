"""Halls for the guesser: what twelve judges and a clerk get to see of a day, and every trait of a team's code in it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import mean

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.sections import sheet_assignment, team_codes
from tests.applications import Visitor
from tests.factories import (
    give_role,
    make_criterion,
    make_institution,
    make_judge,
    make_rules,
    make_section,
    make_task,
    make_team,
    make_user,
    together,
)

TEAMS = JUDGES = 12
BLOCK = re.compile(r"<(a|tr|li|form|option|article|section)\b[^>]*>.*?</\1>", re.DOTALL)
NUMBER = re.compile(r"(?<![\w-])\d{1,16}(?![\w])")

Numbers = NDArray[np.float64]
Traits = dict[str, dict[str, float]]
"""Name of a trait → code → value: where it stands on a page, each number near it, lengths and tags of its own pages."""


@dataclass
class Hall:
    """A section whose teams were entered in the order of their keys, and who looks at it; nothing of it is read again."""

    name: str
    """Edition and section, as they stand in addresses."""
    codes: list[str]
    """In the order of registration: what the guesser wants to know."""
    judges: list[User]
    clerk: User
    traits: Traits = field(default_factory=lambda: defaultdict(dict))

    @property
    def place(self) -> str:
        """The address of the section."""
        return f"/editions/{self.name}"


def make_hall(session: Session) -> Hall:
    """Enter teams in order, draw their codes, make the judges' sheets by the service that makes them.

    Whoever looks is let go by the session with what is known of them: each of thousands of requests would read them again.
    """
    section = make_section(session)
    session.refresh(section)
    codes = team_codes.draw(TEAMS, ())
    _enter_teams(session, section, codes)
    with together(session):
        tasks = [make_task(session, section, code=code, judges=JUDGES // 2) for code in "AB"]
        people = [make_user(session) for _ in range(JUDGES + 1)]
        make_rules(session, section)
    *judges, clerk = people
    with together(session):
        for task in tasks:
            make_criterion(session, task)
        for number, user in enumerate(judges):
            make_judge(session, section, tasks=[tasks[number % 2]], user_id=user.id)
            give_role(session, user, Role.JUDGE, section=section)
        give_role(session, clerk, Role.CLERK, section=section)
    sheet_assignment.ensure_sheets(session, section)
    name = f"{section.edition.slug}/{section.slug}"
    session.flush()
    session.expunge_all()
    return Hall(name, codes, judges, clerk)


def _enter_teams(session: Session, section: Section, codes: list[str]) -> None:
    """Enter teams in the order of their codes' drawing; rows of one kind are written in the order in which they are made."""
    with together(session):
        there = [make_institution(session, section.edition, key=f"u{number:02}") for number in range(1, TEAMS + 1)]
    with together(session):
        for number, (code, institution) in enumerate(zip(codes, there, strict=True), 1):
            key = f"R-{100 + number}"
            make_team(session, section, key=key, code=code, name=f"Team of {key}", institution_id=institution.id)


def look(hall: Hall, client: Visitor) -> None:
    """Let everybody look at everything they have, and keep the traits of every code."""
    for number, judge in enumerate(hall.judges):
        _judge_looks(hall, client.sign_in(judge), number)
    client.sign_in(hall.clerk)
    for page in _clerks_pages(hall, client):
        _read(hall, client, page, page.rsplit("/", 3)[1])


def _judge_looks(hall: Hall, client: Visitor, number: int) -> None:
    """Look through what a judge has; each judge opens another of the sheets, so that every team's is opened once."""
    listed = _read(hall, client, f"{hall.place}/score-sheets/", "list")
    _read(hall, client, f"/api/sheets?section={hall.name}", "sheets")
    _read(hall, client, "/account/data/export.json", "export")
    link = re.findall(rf'href="({hall.place}/score-sheets/\d+)"', _in_order_of_codes(listed))[number]
    answer = client.get(link)
    code = next(code for code in hall.codes if code in answer.text)
    hall.traits["address of a sheet"].setdefault(code, float(link.rsplit("/", 1)[1]))
    hall.traits["length of a sheet"].setdefault(code, float(len(answer.data)))


def _in_order_of_codes(page: str) -> str:
    """The rows of a judge's list alone; the button of the next sheet stands above them."""
    return "".join(row.partition(">")[0] + ">" for row in page.split("<li>")[1:])


def _clerks_pages(hall: Hall, client: Visitor) -> list[str]:
    piles = client.get(f"{hall.place}/keying/").text
    grids = re.findall(rf'href="({hall.place}/keying/\d+/\d+)"', piles)
    return [f"{hall.place}/board/", f"{hall.place}/board/progress", *dict.fromkeys(grids[:2])]


def _read(hall: Hall, client: Visitor, path: str, name: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    text = answer.get_data(as_text=True)
    _order(hall, name, text)
    if answer.is_json:
        for trait, code, value in _of_json(json.loads(text), hall.codes, name):
            hall.traits[trait].setdefault(code, value)
        return text
    for found in BLOCK.finditer(text):
        block = found[0]
        named = [code for code in hall.codes if code in block]
        if len(named) == 1:
            for at, number in enumerate(NUMBER.findall(block.replace(named[0], ""))[:8]):
                hall.traits[f"{name} <{found[1]}> number {at}"].setdefault(named[0], float(number))
    return text


def _order(hall: Hall, name: str, text: str) -> None:
    for code in hall.codes:
        if (at := text.find(code)) >= 0:
            hall.traits[f"order in {name}"].setdefault(code, float(at))


def _of_json(found: object, codes: list[str], name: str) -> Iterator[tuple[str, str, float]]:
    """Walk through everything; whatever number stands beside a code is a trait."""
    if isinstance(found, list):
        for one in found:
            yield from _of_json(one, codes, name)
    elif isinstance(found, dict):
        code = next((one for one in found.values() if isinstance(one, str) and one in codes), None)
        for key, value in found.items():
            if code and isinstance(value, int) and not isinstance(value, bool):
                yield f"{name} {key}", code, float(value)
            yield from _of_json(value, codes, name)


def ranks(values: list[float]) -> list[float]:
    """Ranks from 0, those of equal values averaged.

    >>> ranks([3.0, 1.0, 3.0])
    [1.5, 0, 1.5]
    """
    ordered = sorted(values)
    return [mean((ordered.index(value), len(ordered) - 1 - ordered[::-1].index(value))) for value in values]


def correlation(values: list[float]) -> float | None:
    """Spearman's correlation of values with their own order; None where all are equal.

    >>> correlation([1.0, 5.0, 9.0]), correlation([2.0, 2.0])
    (1.0, None)
    """
    own, middle = ranks(values), (len(values) - 1) / 2
    spread = sum((one - middle) ** 2 for one in own) * sum((at - middle) ** 2 for at in range(len(own)))
    together = sum((one - middle) * (at - middle) for at, one in enumerate(own))
    return together / spread**0.5 if spread else None


def neighbours(own: Numbers) -> float:
    """How far apart in rank those are who were entered one after the other, on average over halls × teams."""
    return float(np.abs(np.diff(own, axis=1)).mean())
