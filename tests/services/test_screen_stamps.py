"""What pictures of screens depend on: another row after every change that shows, and the same one while nothing does."""

from dataclasses import dataclass

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from olympiad.domain.screens import Shows
from olympiad.models.ceremony import Ceremony
from olympiad.models.screen import Screen
from olympiad.models.section import Section
from olympiad.services.overview import screen_stamps, screens
from olympiad.services.record import audit
from tests.factories import NOON, Cast, make_cast


@dataclass
class Hall:
    """One screen of the cast's section, and what is read of it."""

    session: Session
    cast: Cast
    screen: Screen

    def row(self) -> screen_stamps.Row:
        [found] = screen_stamps.read(self.session)[0]
        return found

    def pulse(self) -> tuple[object, ...]:
        return tuple(self.session.execute(screen_stamps.PULSE).one())

    def shows(self, shows: Shows, frozen: str = "") -> None:
        self.screen.shows, self.screen.frozen = shows, frozen
        self.session.flush()


@pytest.fixture
def hall(session: Session, cast: Cast) -> Hall:
    screen, _token = screens.add(session, cast.section, name="Hall A", language="uz", by=cast.ana)
    return Hall(session, cast, screen)


def test_a_row_says_what_the_screen_shows_and_of_what(hall: Hall) -> None:
    section = hall.session.get_one(Section, hall.cast.section.id)

    row = hall.row()

    assert (row.token_hash, row.turn, row.shows, row.language) == (
        hall.screen.token_hash,
        hall.screen.turn,
        Shows.DARK,
        "uz",
    )
    assert (row.section_id, row.edition_id, row.revision) == (section.id, section.edition_id, section.revision)
    assert (row.ceremony, row.publishes_at, row.moves) == (None, None, True)


def test_a_taken_back_link_is_read_no_more(hall: Hall) -> None:
    before = hall.pulse()
    hall.screen.revoked_at = NOON
    hall.session.flush()

    assert screen_stamps.read(hall.session) == ([], {}, {})
    assert hall.pulse() != before
    assert hall.pulse()[0] == 0


def test_every_line_of_the_record_moves_the_pulse_and_reading_does_not(hall: Hall) -> None:
    pulses = [hall.pulse()]
    screen_stamps.read(hall.session)
    pulses.append(hall.pulse())
    audit.record(hall.session, "test.act", "thing:1", by=hall.cast.ana, section=hall.cast.section)
    pulses.append(hall.pulse())

    assert pulses[0] == pulses[1] != pulses[2]


def test_a_section_without_screens_moves_nothing(hall: Hall) -> None:
    other = make_cast(hall.session)
    before = hall.pulse()

    audit.record(hall.session, "test.act", "thing:1", by=other.ana, section=other.section)

    assert hall.pulse() == before


def test_the_turn_of_a_ceremony_is_part_of_it(hall: Hall) -> None:
    hall.session.add(Ceremony(section_id=hall.cast.section.id, turn=7))
    hall.session.flush()

    assert hall.row().ceremony == 7


@pytest.mark.parametrize(
    ("shows", "frozen", "is_live"),
    [
        (Shows.PROGRESS, "", True),
        (Shows.FROZEN, "", True),  # until the moment from which it stands
        (Shows.FROZEN, "{}", False),
        (Shows.SECTIONS, "", False),
        (Shows.PLACES, "", False),
        (Shows.DARK, "", False),
    ],
)
def test_sheets_are_counted_only_where_the_progress_of_a_section_moves(
    hall: Hall, shows: Shows, frozen: str, is_live: bool
) -> None:
    hall.shows(shows, frozen)

    rows, of_sections, of_editions = screen_stamps.read(hall.session)

    assert [screen_stamps.is_live(row) for row in rows] == [is_live]
    assert set(of_sections) == ({hall.cast.section.id} if is_live else set())
    assert set(of_editions) == ({hall.cast.edition.id} if shows is Shows.SECTIONS else set())


@pytest.mark.parametrize("shows", [Shows.PROGRESS, Shows.SECTIONS])
def test_what_is_told_of_sheets_changes_with_their_states_and_times(hall: Hall, shows: Shows) -> None:
    hall.shows(shows)

    def told() -> dict[int, str]:
        _rows, of_sections, of_editions = screen_stamps.read(hall.session)
        return of_sections or of_editions

    first = [told(), told()]
    sheet = hall.cast.sheets["T01", "P", "cem"]
    sheet.state, sheet.submitted_at = "submitted", NOON
    hall.session.flush()
    second = told()
    sheet.submitted_at = NOON.replace(hour=13)
    hall.session.flush()

    assert first[0] == first[1]
    assert len({str(one) for one in (first[0], second, told())}) == 3


def test_many_screens_cost_as_many_statements_as_one(hall: Hall) -> None:
    hall.shows(Shows.PROGRESS)
    said: list[str] = []
    event.listen(hall.session.get_bind(), "before_cursor_execute", lambda *given: said.append(given[2]))
    screen_stamps.read(hall.session)
    one = len(said)
    for _ in range(5):
        screens.add(hall.session, hall.cast.section, name="Hall B", language="en", by=hall.cast.ana)
    for screen in hall.session.scalars(select(Screen)):
        screen.shows = Shows.PROGRESS
    hall.session.flush()
    said.clear()

    rows, *_ = screen_stamps.read(hall.session)

    assert (len(rows), len(said)) == (6, one)
