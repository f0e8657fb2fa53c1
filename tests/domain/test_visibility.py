"""Who sees which part of results: each state from the publication to the takedown, each reader."""

from datetime import datetime, timedelta

from olympiad.domain.visibility import SEES, Part, Reader, Shown, shown

NOON = datetime(2026, 12, 5, 12)
LATER = NOON + timedelta(hours=1)


def test_results_are_shown_by_the_newest_of_opening_and_taking_down():
    assert shown(is_public=True, are_appeals=False) is Shown.PUBLIC
    assert shown(is_public=False, are_appeals=False, opened_at=NOON) is Shown.HIDDEN
    assert shown(is_public=False, are_appeals=True) is Shown.HIDDEN
    assert shown(is_public=False, are_appeals=True, opened_at=NOON) is Shown.APPEALS
    assert shown(is_public=False, are_appeals=True, opened_at=LATER, taken_down_at=NOON) is Shown.APPEALS
    assert shown(is_public=False, are_appeals=True, opened_at=NOON, taken_down_at=LATER) is Shown.HIDDEN


def test_whoever_sees_a_part_at_appeals_sees_it_when_public_too():
    for part in Part:
        hidden, appeals, public = (SEES[state, part] for state in (Shown.HIDDEN, Shown.APPEALS, Shown.PUBLIC))
        assert hidden <= appeals <= public, part
    assert [part for part in Part if Reader.ANYBODY in SEES[Shown.PUBLIC, part]] == [Part.RANKING]
