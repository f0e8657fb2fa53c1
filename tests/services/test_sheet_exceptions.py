"""Single sheets that differ from the lists of judges are named in judges.csv, and only these."""

from sqlalchemy.orm import Session

from olympiad.models.judge import JudgeTeam
from olympiad.services.computing import section_tables, sheet_exceptions
from tests.factories import Cast


def exceptions(session: Session, cast: Cast) -> dict[str, tuple[str, str]]:
    """Return judge → sheets beside the lists, and sheets of the lists that somebody else has."""
    rows = section_tables.read(session, cast.section, ["judges"])["judges"]
    found = sheet_exceptions.with_exceptions(session, cast.section, rows)
    return {row["judge"]: (row["also"], row["except"]) for row in found}


def test_where_every_judge_has_every_sheet_nothing_is_named(session: Session, cast: Cast) -> None:
    assert exceptions(session, cast) == {"cem": ("", ""), "dana": ("", "")}


def test_a_void_sheet_is_an_exception_of_its_judge(session: Session, cast: Cast) -> None:
    cast.sheets["T01", "P", "cem"].state = "void"
    session.flush()

    assert exceptions(session, cast) == {"cem": ("", "P/T01"), "dana": ("", "")}


def test_a_sheet_beside_the_list_is_one_more(session: Session, cast: Cast) -> None:
    cast.cem_judge.all_teams = False
    cast.cem_judge.teams = [JudgeTeam(team_id=cast.t02.id)]
    session.flush()

    assert exceptions(session, cast) == {"cem": ("G/T01;P/T01", ""), "dana": ("", "")}


def test_a_task_without_sheets_is_no_exception(session: Session, cast: Cast) -> None:
    cast.glucose.judges = 0
    for (_team, task, _judge), sheet in cast.sheets.items():
        if task == "G":
            sheet.state = "void"
    session.flush()

    assert exceptions(session, cast) == {"cem": ("", ""), "dana": ("", "")}
