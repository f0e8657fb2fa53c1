"""What a change of people or teams would touch: nothing before the first mark, then sheets, judges, versions."""

from sqlalchemy.orm import Session

from olympiad.models.institution import Institution
from olympiad.services.entry import touched
from olympiad.services.results import results
from tests.factories import NOON, Cast
from tests.results_world import finalise, mark_everything


def test_before_the_first_mark_nothing_is_touched(session: Session, cast: Cast) -> None:
    assert touched.of_team(session, cast.section, cast.t01) is None
    assert touched.of_newcomer(session, cast.section) is None


def test_a_team_a_judge_and_an_institution_have_the_sheets_on_which_marking_began(session: Session, cast: Cast) -> None:
    cast.section.marking_started_at = NOON
    for place in (("T01", "P", "cem"), ("T01", "G", "dana"), ("T02", "P", "cem")):
        cast.sheets[place].state = "submitted"
    cast.sheets["T01", "P", "dana"].state = "void"
    session.flush()
    institution = session.get_one(Institution, cast.t01.institution_id)

    team = touched.of_team(session, cast.section, cast.t01)
    judge = touched.of_judge(session, cast.section, cast.cem_judge)
    university = touched.of_institution(session, cast.section, institution)

    assert team is not None
    assert judge is not None
    assert (team.sheets, team.judges, team.version) == (2, ["cem", "dana"], None)
    assert (judge.sheets, judge.judges) == (2, ["cem"])
    assert university == team  # it sent T01 alone


def test_a_public_version_is_named_to_a_newcomer_too(session: Session, cast: Cast) -> None:
    mark_everything(session, cast, {"T01": 8000, "T02": 6000})
    cast.section.marking_started_at = NOON
    version = finalise(session, cast)
    assert touched.of_newcomer(session, cast.section) == touched.Touched(0, [], 0, None, False)

    results.publish(session, version, by=cast.ana)

    assert touched.of_newcomer(session, cast.section) == touched.Touched(0, [], 0, 1, False)
