"""Brings the cast's section to the hour of appeals: preliminary results are published, leaders may appeal."""

from sqlalchemy.orm import Session

from olympiad.models.appeal import Appeal, AppealWindow
from olympiad.models.task import Criterion
from olympiad.services.appeals import appeal_windows, appeals
from olympiad.services.results import results
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


def publish(session: Session, cast: Cast) -> Cast:
    """T01 17.5 with the I degree, T02 12.5 with the II degree; published as preliminary."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    results.publish(session, finalise(session, cast), by=cast.ana)
    return cast


def lodge(session: Session, cast: Cast, *, whole: bool = False, text: str = "The blank was read twice") -> Appeal:
    """Let finn appeal for T02 against pipetting, the whole task or its criterion."""
    criterion: Criterion | None = None if whole else cast.pipetting.criteria[0]
    return appeals.lodge(session, cast.section, cast.t02, cast.pipetting, criterion, text=text, by=cast.finn)


def window_of(session: Session, cast: Cast) -> AppealWindow:
    """Return the window that is there."""
    window = appeal_windows.latest(session, cast.section)
    assert window is not None
    return window


def close(session: Session, cast: Cast) -> None:
    """End the time for appeals now."""
    window = window_of(session, cast)
    appeal_windows.change(session, window, closes_at=window.opens_at, reason="Everybody was heard", by=cast.ana)
