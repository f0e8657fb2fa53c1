"""Which version somebody may see of a section, by the one table of the domain."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.lifecycle import Stage
from olympiad.domain.visibility import Part, Reader, Shown, sees, shown
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services.appeals import appeal_windows
from olympiad.services.results import results


class Seen(NamedTuple):
    """How far the results of a section are shown, and which version that is."""

    state: Shown
    version: ResultsVersion | None


def state_of(session: Session, section: Section) -> Seen:
    """Return how far results are shown, and what is shown in that state to others than the staff."""
    public, window = results.published(session, section), appeal_windows.latest(session, section)
    taken_down = select(func.max(ResultsVersion.unpublished_at)).where(ResultsVersion.section_id == section.id)
    state = shown(
        is_public=public is not None,
        are_appeals=section.state == Stage.APPEALS,
        opened_at=window.opens_at if window else None,
        taken_down_at=session.scalar(taken_down),
    )
    if state is Shown.APPEALS and window is not None:
        return Seen(state, session.get_one(ResultsVersion, window.results_version_id))
    return Seen(state, public)


def seen_by(session: Session, section: Section, readers: frozenset[Reader], part: Part) -> Seen:
    """Return the version of which somebody sees a part, None where there is none.

    The staff see the newest before any is public.
    """
    found = state_of(session, section)
    if not sees(readers, found.state, part):
        return Seen(found.state, None)
    if found.state is not Shown.PUBLIC and Reader.STAFF in readers:
        return Seen(found.state, results.latest(session, section))
    return found
