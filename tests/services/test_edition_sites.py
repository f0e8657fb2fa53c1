"""Sites of editions and results that publish themselves, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.services.results import edition_sites, embargoes, results
from olympiad.services.results.edition_sites import Progress
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

pytestmark = pytest.mark.both_databases


@pytest.fixture
def marked(session: Session, cast: Cast) -> Cast:
    """The cast, with every sheet in."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.section.appeal_minutes = 0
    session.flush()
    return cast


def test_site_comes_with_the_first_results_and_goes_with_the_last(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)
    before = edition_sites.stamp_at(session, marked.edition.slug), edition_sites.load(session, marked.edition)

    results.publish(session, version, by=marked.ana)
    site = edition_sites.load(session, marked.edition)
    results.unpublish(session, version, reason="A sum is checked", by=marked.ana)

    assert before[0] is not None
    assert (before[0].is_published, before[1]) == (False, None)
    assert site is not None
    assert [(one.progress, one.teams, one.institutions) for one in site.sections] == [(Progress.PRELIMINARY, 2, 2)]
    assert (site.counts.participants, site.countries) == (3, {"UZ": 2})
    assert edition_sites.load(session, marked.edition) is None


def test_mark_changes_no_stamp_before_anything_is_published(session: Session, marked: Cast) -> None:
    marked.edition.site_is_open = True
    before = edition_sites.stamp_at(session, marked.edition.slug)

    marked.section.revision += 1
    session.flush()

    assert edition_sites.stamp_at(session, marked.edition.slug) == before


def test_due_section_is_published_once(session: Session, marked: Cast) -> None:
    version, now = finalise(session, marked), utc_now()
    marked.section.publishes_at = now + timedelta(hours=1)
    session.flush()
    early = embargoes.due(session, now)

    later = now + timedelta(hours=1)
    due = embargoes.due(session, later)
    published = [embargoes.publish_due(session, marked.section.id, later) for _ in range(2)]

    assert (early, due, published) == ([], [marked.section.id], [True, False])
    assert results.is_public(version)
