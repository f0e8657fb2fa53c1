"""What is removed is written down whole: its rows in every table, and the lists of judges in which it stood alone."""

import json
from typing import Any

from sqlalchemy.orm import Session

from olympiad.services.sections import removed_rows
from tests.factories import Cast, make_judge


def kept(session: Session, cast: Cast, tables: tuple[str, ...], **cells: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(removed_rows.kept(session, cast.section, tables, cells))
    return found


def test_a_team_is_kept_with_its_members_and_no_row_of_another(session: Session, cast: Cast) -> None:
    found = kept(session, cast, removed_rows.OF_TEAM, team="T01")

    assert set(found["rows"]) == set(removed_rows.OF_TEAM)
    assert [row["code"] for row in found["rows"]["teams"]] == [cast.t01.code]
    assert [row["name"] for row in found["rows"]["participants"]] == ["Eva", "Gul"]


def test_judges_are_kept_in_whose_lists_it_stands(session: Session, cast: Cast) -> None:
    make_judge(session, cast.section, key="fay", teams=[cast.t01, cast.t02])
    make_judge(session, cast.section, key="hal", teams=[cast.t02], tasks=[cast.pipetting])

    team, task = (
        kept(session, cast, removed_rows.OF_TEAM, team="T01"),
        kept(session, cast, removed_rows.OF_TASK, task="P"),
    )

    assert team["judges"] == {"fay": {"teams": "T01"}}
    assert task["judges"] == {"hal": {"tasks": "P"}}


def test_what_is_part_of_a_task_or_team_stands_in_no_list_of_judges(session: Session, cast: Cast) -> None:
    make_judge(session, cast.section, key="hal", tasks=[cast.pipetting])

    criterion = kept(session, cast, ("criteria", "keys"), task="P", criterion="yield")
    judge = kept(session, cast, ("judges",), judge="hal")

    assert [row["criterion"] for row in criterion["rows"]["criteria"]] == ["yield"]
    assert (criterion["judges"], judge["judges"]) == ({}, {})
    assert [row["tasks"] for row in judge["rows"]["judges"]] == ["P"]
