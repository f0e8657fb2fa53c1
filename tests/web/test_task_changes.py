"""The page of a task after the first mark: tried out by parameters, saved by the chief judge."""

from sqlalchemy.orm import Session

from tests.applications import Visitor
from tests.factories import NOON, Cast, make_mark

TASK = {
    "task": "G", "title": "", "title_uz": "", "title_ru": "", "title_en": "", "part": "", "weight": "3", "judges": "2",
    "method": "mean", "drop": "1", "by": "sheet", "disagreement": "10%", "disagreement_step": "1", "station": "",
    "minutes": "",
}  # fmt: skip


def start(session: Session, cast: Cast) -> str:
    marks = {("T01", "P"): 9000, ("T01", "G"): 2000, ("T02", "P"): 4000, ("T02", "G"): 6000}
    cast.section.marking_started_at = NOON
    for (team, task, _judge), sheet in cast.sheets.items():
        sheet.state = "submitted"
        make_mark(session, sheet, (cast.pipetting if task == "P" else cast.glucose).criteria[0], marks[team, task])
    session.flush()
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/tasks/{cast.glucose.id}/change"


def test_change_shows_what_would_move(client: Visitor, cast: Cast, session: Session) -> None:
    address = start(session, cast)

    page = client.sign_in(cast.ana).get(address, query_string=TASK).text

    assert "2 teams move." in page
    assert "at least three teams with different totals" in page


def test_change_is_saved_by_the_chief_judge_with_a_reason(client: Visitor, cast: Cast, session: Session) -> None:
    address = start(session, cast)

    refused = client.sign_in(cast.ben).post(address, data=TASK | {"reason": ""})
    saved = client.post(address, data=TASK | {"reason": "As printed"})

    assert (refused.status_code, saved.status_code) == (422, 303)
    session.expire_all()
    assert cast.glucose.weight == 3000
