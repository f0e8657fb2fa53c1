"""Past editions are loaded in place of the ones before, the newest year first."""

from sqlalchemy.orm import Session

from olympiad.exchange.past_editions import PastRow
from olympiad.services.results import past_editions
from tests.factories import Cast


def row(year: int) -> PastRow:
    return PastRow(year, f"Olympiad {year}", "Samarkand", 80, 20, 15, 4, "SamMU", "")


def test_each_load_takes_the_place_of_the_one_before(session: Session, cast: Cast) -> None:
    past_editions.load(session, cast.edition, [row(2023), row(2025)], by=cast.ana)
    face = past_editions.faces(session, [cast.edition.id])

    past_editions.load(session, cast.edition, [row(2024), row(2025)], by=cast.ana)

    assert [one.year for one in past_editions.of_edition(session, cast.edition)] == [2025, 2024]
    assert past_editions.faces(session, [cast.edition.id]) != face


def test_an_empty_load_takes_all_away(session: Session, cast: Cast) -> None:
    past_editions.load(session, cast.edition, [row(2023)], by=cast.ana)

    past_editions.load(session, cast.edition, [], by=cast.ana)

    assert past_editions.of_edition(session, cast.edition) == []
    assert past_editions.faces(session, [cast.edition.id]) == {}
