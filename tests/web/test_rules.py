"""The rules' pages: in words, as a form with a preview that saves nothing, saved, signed."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.notation.rules import READERS
from olympiad.models.rules import Rules
from tests.applications import Visitor
from tests.factories import Cast, make_mark


@pytest.fixture
def marked(session: Session, cast: Cast) -> Cast:
    """T01 has 6 and 8 points, T02 has 9 and 4."""
    points = {("T01", "P"): 6000, ("T01", "G"): 8000, ("T02", "P"): 9000, ("T02", "G"): 4000}
    for (team, task, _judge), sheet in cast.sheets.items():
        sheet.state = "submitted"
        row = cast.pipetting if task == "P" else cast.glucose
        make_mark(session, sheet, row.criteria[0], points[team, task])
    return cast


def url(cast: Cast, then: str = "") -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/rules/{then}"


def typed(**changed: str) -> dict[str, str]:
    """What the form sends."""
    plain = {
        "scale": "raw", "sd": "population", "task_decimals": "", "decimals": "2", "penalty_floor": "yes",
        "missing": "no_place", "places": "1224", "no_show": "placed", "share_of": "present", "conflict": "warn",
        "blind": "yes", "points_shown": "yes", "base": "1", "reason": "",
    }  # fmt: skip
    return plain | {name.replace("__", "-"): value for name, value in changed.items()}


def versions(session: Session, cast: Cast) -> int:
    return session.scalar(select(func.count()).where(Rules.section_id == cast.section.id)) or 0


def test_show_says_the_rules_in_words(client: Visitor, cast: Cast, session: Session) -> None:
    rules = session.scalars(select(Rules).where(Rules.section_id == cast.section.id)).one()
    rules.rules = json.dumps([["ties", "task:P"], ["award.Gold", "count=1"]])

    page = client.sign_in(cast.ben).get(url(cast))

    assert "the better mark in task P" in page.text
    assert "the best team; a tie at the border stays below" in page.text


def test_change_has_a_field_for_every_rule(client: Visitor, cast: Cast) -> None:
    """What had none would be saved as empty: the default, whatever stood there."""
    page = client.sign_in(cast.ana).get(url(cast, "change")).text

    assert [key for key in READERS if f'name="{key}' not in page] == []


def test_show_says_of_the_first_version_that_a_section_begins_so(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.ana).get(url(cast)).text

    assert "As every new section begins." in page
    assert "the version before" not in page


def test_change_previews_who_moves_and_saves_nothing(client: Visitor, marked: Cast, session: Session) -> None:
    form = typed(awards__0__name="Gold", awards__0__count="1")

    page = client.sign_in(marked.ana).get(url(marked, "change"), query_string=form)

    assert page.status_code == 200
    assert "1 team moves." in page.text
    assert "14.00 / 13.00" in page.text
    assert versions(session, marked) == 1


def test_change_names_every_problem_at_its_field(client: Visitor, cast: Cast) -> None:
    form = typed(decimals="x", ties__0="task:X", awards__0__name="Gold", awards__0__count="every")

    page = client.sign_in(cast.ana).get(url(cast, "change"), query_string=form)

    assert [f'id="{name}-error"' in page.text for name in ("decimals", "ties-0", "awards-0-name", "scale")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("name", ["raw_sum", "medals_icho", "medals_euso", "drop_high_low", "unknown"])
def test_change_starts_from_a_ready_made_set(client: Visitor, marked: Cast, name: str) -> None:
    page = client.sign_in(marked.ana).get(url(marked, "change"), query_string={"set": name})

    assert page.status_code == 200
    assert ('name="awards-1-share" value="34"' in page.text) == (name == "medals_icho")


def test_save_makes_a_version(client: Visitor, cast: Cast, session: Session) -> None:
    answer = client.sign_in(cast.ana).post(url(cast, "change"), data=typed(decimals="3", ties__0="best_task"))

    latest = session.scalars(select(Rules).where(Rules.section_id == cast.section.id, Rules.number == 2)).one()
    assert answer.location == url(cast)
    assert json.loads(latest.rules) == [["decimals", "3"], ["ties", "best_task"]]


def test_save_shows_what_is_wrong_and_keeps_what_was_typed(client: Visitor, cast: Cast, session: Session) -> None:
    answer = client.sign_in(cast.ana).post(url(cast, "change"), data=typed(decimals="many"))

    assert answer.status_code == 422
    assert 'value="many"' in answer.text
    assert versions(session, cast) == 1


def test_save_after_the_first_mark_is_the_chief_judge_s(client: Visitor, cast: Cast, session: Session) -> None:
    cast.section.marking_started_at = datetime(2026, 12, 5, 9, tzinfo=UTC)

    answers = [
        client.sign_in(person).post(url(cast, "change"), data=typed(decimals="3", reason=reason)).status_code
        for person, reason in ((cast.ana, "Jury decision"), (cast.ben, ""), (cast.ben, "Jury decision"))
    ]

    assert answers == [409, 422, 303]
    assert versions(session, cast) == 2


def test_change_moves_a_tie_break_without_saving(client: Visitor, cast: Cast, session: Session) -> None:
    form = typed(ties__0="best_task", ties__1="task:P", move="ties-1-up")

    page = client.sign_in(cast.ana).get(url(cast, "change"), query_string=form)

    first = page.text.split('id="ties-0"')[1].split("</select>")[0]
    assert 'value="task:P" selected' in first
    assert versions(session, cast) == 1


def test_save_writes_an_award_from_its_fields(client: Visitor, cast: Cast, session: Session) -> None:
    fields = {
        "awards__0__name": "Gold", "awards__0__share": "10 %", "awards__0__total": "60", "awards__0__total_of": "max",
        "awards__0__border": "nearest", "awards__0__counted_from": "6",
    }  # fmt: skip

    client.sign_in(cast.ana).post(url(cast, "change"), data=typed(**fields))

    row = session.scalars(select(Rules).where(Rules.section_id == cast.section.id, Rules.number == 2)).one()
    assert json.loads(row.rules) == [["award.Gold", "share=10% total>=60%max from=6 border=nearest"]]


def test_drop_extremes_sets_the_method_of_tasks_with_three_judges(
    client: Visitor, cast: Cast, session: Session
) -> None:
    cast.pipetting.judges = 3
    session.flush()

    page = client.sign_in(cast.ana).get(url(cast, "drop-extremes"))
    client.post(url(cast, "drop-extremes"))

    assert "these tasks stay as they are" in page.text
    session.expire_all()
    assert (cast.pipetting.method, cast.pipetting.drop, cast.glucose.method) == ("trimmed", 1, "mean")


def test_drop_extremes_is_refused_after_the_first_mark(client: Visitor, cast: Cast, session: Session) -> None:
    cast.pipetting.judges = 3
    cast.section.marking_started_at = datetime(2026, 12, 5, 9, tzinfo=UTC)
    session.flush()

    assert client.sign_in(cast.ana).post(url(cast, "drop-extremes")).status_code == 409
    session.expire_all()
    assert cast.pipetting.method == "mean"
