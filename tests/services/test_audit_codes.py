"""Lines of the record name rows by the codes that people know, and leave out what a line is not about."""

from sqlalchemy.orm import Session

from olympiad.services.record import audit_codes
from tests.factories import Cast


def test_codes_name_what_is_given(session: Session, cast: Cast) -> None:
    criterion = cast.pipetting.criteria[0]

    found = audit_codes.codes(session, team=cast.t01.id, criterion=criterion.id)

    assert found == {"team": cast.t01.code, "criterion": "yield"}


def test_a_sheet_is_named_by_team_task_and_judge(session: Session, cast: Cast) -> None:
    sheet = cast.sheets["T02", "G", "dana"]

    assert audit_codes.codes_of_sheet(session, sheet) == {"team": cast.t02.code, "task": "G", "judge": "dana"}
