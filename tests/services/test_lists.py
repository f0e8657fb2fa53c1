"""Lists that are searched, a page at a time."""

from olympiad.services.overview import lists
from tests.factories import make_team


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
