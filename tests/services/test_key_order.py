"""Keys stand in the order in which people count, on both databases."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.team import Team
from olympiad.services.record.key_order import natural
from tests.factories import make_section, make_team

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    "ordered",
    [
        ["A2", "B1", "T1", "T9", "T10", "T11", "T100"],
        ["2", "9", "10"],
        ["Alpha", "Beta", "Gamma2", "Gamma10"],
        ["R2D1", "R2D2", "R2D10"],
    ],
)
def test_letters_come_before_the_number_at_the_end_and_that_is_counted(session: Session, ordered: list[str]) -> None:
    section = make_section(session)
    for key in sorted(ordered, reverse=True):
        make_team(session, section, key=key)

    assert list(session.scalars(select(Team.key).order_by(*natural(Team.key)))) == ordered
