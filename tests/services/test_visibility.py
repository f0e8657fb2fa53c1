"""Which version is shown: none before it is public, the newest to the staff, none to others once it is taken down."""

from sqlalchemy.orm import Session

from olympiad.domain.visibility import Part, Reader, Shown
from olympiad.services.results import results, visibility
from tests.factories import Cast
from tests.results_world import finalise, mark_everything

EVERYBODY, STAFF = frozenset({Reader.ANYBODY}), frozenset({Reader.STAFF})


def test_a_version_is_the_staffs_until_it_is_published(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8000, "T02": 6000})
    version = finalise(session, cast)

    assert visibility.state_of(session, cast.section).state is not Shown.PUBLIC
    assert visibility.seen_by(session, cast.section, STAFF, Part.REPORT_CARD).version is version
    assert visibility.seen_by(session, cast.section, EVERYBODY, Part.RANKING).version is None

    results.publish(session, version, by=cast.ana)

    assert visibility.state_of(session, cast.section) == (Shown.PUBLIC, version)
    assert visibility.seen_by(session, cast.section, EVERYBODY, Part.RANKING).version is version
