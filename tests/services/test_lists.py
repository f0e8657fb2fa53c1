"""Lists that are searched, a page at a time."""

import pytest

from olympiad.clock import utc_now
from olympiad.services.overview import board, lists
from olympiad.services.people import access_cards
from tests.factories import make_participant, make_team

pytestmark = pytest.mark.both_databases


def test_a_team_is_found_by_its_member_and_by_its_institution_alone(session, cast):
    found = [
        [row.Team.key for row in lists.page_of(session, lists.teams(cast.section), asked, 1)[0]]
        for asked in ("", "Gul", "T02", "100%")
    ]

    assert found == [["T01", "T02"], ["T01"], ["T02"], []]


def test_a_page_that_is_not_there_is_the_nearest(session, cast):
    for number in range(3, lists.PAGE + 5):
        make_team(session, cast.section, key=f"T{number:02d}")
    teams = lists.teams(cast.section)

    rows, total, page, pages = lists.page_of(session, teams, "", 99)

    assert (len(rows), total, page, pages) == (total - lists.PAGE, lists.PAGE + 4, 2, 2)
    assert lists.page_of(session, teams, "", -1)[2] == 1


def test_teams_stand_by_name_and_number_in_the_list_on_the_board_and_on_the_cards(session, cast):
    for key in ("Ion", "Helix-1", "T10", "T9", "Actin"):
        make_participant(session, make_team(session, cast.section, key=key))

    listed = [row.Team.key for row in lists.page_of(session, lists.teams(cast.section), "", 1)[0]]
    rows = [row.key for row in board.load(session, cast.section, utc_now()).rows]
    cards = [one.place for one in access_cards.holders(session, cast.section) if one.kind == "participant"]

    assert listed == ["Actin", "Helix-1", "Ion", "T9", "T01", "T02", "T10"]
    assert rows == listed
    assert list(dict.fromkeys(cards)) == listed
