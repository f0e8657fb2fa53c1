"""The rubric line by line: every kind entered by its fields, drawn as typed, and a new version after the first mark."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditEntry
from olympiad.models.task import Criterion
from tests.applications import Visitor
from tests.factories import NOON, Cast, make_criterion, make_mark

PLAIN = {"criterion": "c", "kind": "points", "maximum": "10", "step": "0.5", "critical_how": "no"}
TOLERANCE = {
    "kind": "reading", "maximum": "4", "shape": "tolerance", "value": "5", "unit": "mmol/L", "full_below": "2%",
    "zero_below": "1", "zero_above": "2", "replicates": "concordant", "within": "0,2", "round_to_step": "y",
}  # fmt: skip
STEPS = {
    "kind": "reading", "maximum": "4", "shape": "steps", "value": "5", "replicates": "mean",
    "steps-0-within": "2%", "steps-0-points": "4", "steps-1-within": "0.5", "steps-1-points": "2",
}  # fmt: skip
EXPERTS = {
    "kind": "reading", "maximum": "4", "shape": "experts", "experts": "5.1 5.2\n5.3 5.4", "full_ranks": "2..3",
    "zero_ranks": "1..4", "each": "0.3", "replicates": "best",
}  # fmt: skip
LEVELS = {"kind": "levels", "maximum": "2", "levels-0-points": "0", "levels-0-label": "absent", "levels-1-points": "2",
          "levels-1-label": "complete"}  # fmt: skip


@pytest.fixture
def place(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/tasks/{cast.glucose.id}/criteria"


def made(session: Session) -> Criterion:
    return session.scalars(select(Criterion).where(Criterion.code == "c", Criterion.retired_in.is_(None))).one()


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"kind": "points"}, ""),
        ({"kind": "check", "maximum": "2"}, ""),
        (LEVELS, "0=absent | 2=complete"),
        (
            LEVELS
            | {
                "levels-0-label_ru": "нет",
                "levels-0-label_uz": "yoʻq",
                "levels-1-label": "",
                "levels-1-label_en": "done",
            },
            "0=absent / uz: yoʻq / ru: нет | 2=/ en: done",
        ),
        ({"kind": "penalty", "maximum": "3", "occurrence": "1", "free": "1"}, "each=1 free=1"),
        ({"kind": "reading", "maximum": "4", "shape": ""}, ""),
        (TOLERANCE, "value=5 full=2% zero=-1/+2 unit=mmol/L replicates=concordant:0,2 round=step"),
        (STEPS, "value=5 steps=2%:4|0.5:2"),
        (EXPERTS, "experts=5.1|5.2|5.3|5.4 full=2..3 zero=1..4 each=0.3 replicates=best"),
    ],
    ids=["points", "check", "levels", "levels in languages", "penalty", "later", "tolerance", "steps", "experts"],
)
def test_create_takes_every_kind_by_its_fields(
    client: Visitor, cast: Cast, place: str, session: Session, given: dict[str, str], key: str
) -> None:
    answer = client.sign_in(cast.ana).post(f"{place}/new", data=PLAIN | given)

    assert answer.status_code == 303
    assert (made(session).kind, made(session).key) == (given["kind"], key)


def test_change_shows_the_fields_that_a_key_was_made_of(
    client: Visitor, cast: Cast, place: str, session: Session
) -> None:
    client.sign_in(cast.ana).post(
        f"{place}/new", data=PLAIN | TOLERANCE | {"critical_how": "cap", "critical_cap": "50"}
    )

    page = " ".join(client.get(f"{place}/{made(session).id}").text.split())

    assert made(session).critical == "cap=50%"
    for name, value in {
        "value": "5",
        "full_above": "2%",
        "zero_below": "1",
        "zero_above": "2",
        "within": "0,2",
    }.items():
        assert f'name="{name}" value="{value}"' in page or f'name="{name}" type="text" value="{value}"' in page


def test_create_draws_what_is_typed_and_saves_nothing(
    client: Visitor, cast: Cast, place: str, session: Session
) -> None:
    page = client.sign_in(cast.ana).get(f"{place}/new", query_string=PLAIN | STEPS)

    assert "polyline" in page.text
    assert session.scalar(select(func.count(Criterion.id)).where(Criterion.code == "c")) == 0


@pytest.mark.parametrize(
    "given",
    [LEVELS | {"levels-1-points": "12"}, TOLERANCE | {"value": ""}, {"critical_how": "cap", "critical_cap": "x"}],
)
def test_create_says_what_is_wrong_and_saves_nothing(
    client: Visitor, cast: Cast, place: str, session: Session, given: dict[str, str]
) -> None:
    answer = client.sign_in(cast.ana).post(f"{place}/new", data=PLAIN | given)

    assert answer.status_code == 422
    assert "1 answer must be mended." in answer.text
    assert session.scalar(select(func.count(Criterion.id)).where(Criterion.code == "c")) == 0


@pytest.fixture
def marked(session: Session, cast: Cast) -> Criterion:
    """A line of the rubric under which T01 has 9 and T02 has 4; marking has started."""
    cast.section.marking_started_at = NOON
    line = cast.glucose.criteria[0]
    for (team, task, _judge), sheet in cast.sheets.items():
        sheet.state = "submitted"
        if task == "G":
            make_mark(session, sheet, line, 9000 if team == "T01" else 4000)
    session.flush()
    return line


def typed(line: Criterion, **changed: Any) -> dict[str, str]:
    return PLAIN | {"criterion": line.code, "maximum": "8"} | changed


def test_change_after_the_first_mark_shows_what_it_does(
    client: Visitor, cast: Cast, place: str, marked: Criterion
) -> None:
    page = client.sign_in(cast.ben).get(f"{place}/{marked.id}", query_string=typed(marked)).text

    assert "2 marks stay." in page
    assert "2 are no longer valid and become not marked." in page
    assert "2 sheets go back to their judges." in page


def test_change_after_the_first_mark_is_a_new_version(
    client: Visitor, cast: Cast, place: str, marked: Criterion, session: Session
) -> None:
    answer = client.sign_in(cast.ben).post(f"{place}/{marked.id}", data=typed(marked, reason="Too high"))

    assert answer.status_code == 303
    session.expire_all()
    assert (marked.retired_in, cast.glucose.criteria[0].maximum) == (2, 8000)
    assert cast.sheets["T01", "G", "cem"].state == "returned"


@pytest.mark.parametrize(("person", "reason"), [("ana", "Too high"), ("ben", " ")])
def test_change_after_the_first_mark_needs_the_chief_judge_and_a_reason(
    client: Visitor, cast: Cast, place: str, marked: Criterion, session: Session, person: str, reason: str
) -> None:
    answer = client.sign_in(getattr(cast, person)).post(f"{place}/{marked.id}", data=typed(marked, reason=reason))

    assert answer.status_code == 422
    session.expire_all()
    assert marked.retired_in is None


def test_remove_asks_first(client: Visitor, cast: Cast, place: str, session: Session) -> None:
    criterion = make_criterion(session, cast.glucose, code="c")
    address = f"{place}/{criterion.id}/remove"
    client.sign_in(cast.ana)

    asked, done = client.get(address), client.post(address)

    assert (asked.status_code, done.status_code) == (200, 303)
    assert session.scalar(select(func.count(Criterion.id)).where(Criterion.code == "c")) == 0


def test_remove_after_the_first_mark_retires_the_line(
    client: Visitor, cast: Cast, place: str, marked: Criterion, session: Session
) -> None:
    asked = client.sign_in(cast.ben).get(f"{place}/{marked.id}/remove").text
    client.post(f"{place}/{marked.id}/remove", data={"reason": "Not done at any bench"})

    session.expire_all()
    assert "4 are no longer valid" in asked
    assert (marked.retired_in, cast.glucose.criteria) == (2, [])


@pytest.mark.parametrize(("language", "words"), [("uz", "yoʻq"), ("ru", "нет"), ("en", "absent")])
def test_levels_are_read_in_ones_language(
    client: Visitor, cast: Cast, session: Session, language: str, words: str
) -> None:
    key = "0=absent / uz: yoʻq / ru: нет | 2=complete"
    make_criterion(session, cast.pipetting, code="c", kind="levels", maximum=2000, key=key)
    sheet = cast.sheets["T01", "P", "cem"]
    session.commit()
    client.set_cookie("language", language)

    here = f"/editions/{cast.edition.slug}/{cast.section.slug}"
    task = client.sign_in(cast.ana).get(f"{here}/tasks/{cast.pipetting.id}")
    marked = client.sign_in(cast.cem).get(f"{here}/score-sheets/{sheet.id}")

    assert f"0 – {words}" in task.text
    assert f"<span>{words}</span><b>0</b>" in marked.text
    assert " / ru: " not in task.text + marked.text


def test_an_edited_criterion_shows_its_levels_in_every_language(
    client: Visitor, cast: Cast, place: str, session: Session
) -> None:
    given = {"levels-0-label_ru": "нет", "levels-1-label_uz": "toʻliq"}
    client.sign_in(cast.ana).post(f"{place}/new", data=PLAIN | LEVELS | given)

    page = client.get(f"{place}/{made(session).id}").text

    assert all(f'value="{words}"' in page for words in ("absent", "нет", "complete", "toʻliq"))


def test_save_and_add_another_leads_to_the_next_new_criterion(
    client: Visitor, cast: Cast, place: str, session: Session
) -> None:
    answer = client.sign_in(cast.ana).post(f"{place}/new?another=1", data=PLAIN)

    assert answer.location.endswith("/criteria/new")
    assert made(session).kind == "points"


def test_copy_shows_a_line_without_its_code_and_saves_nothing(
    client: Visitor, cast: Cast, place: str, session: Session
) -> None:
    client.sign_in(cast.ana).post(f"{place}/new", data=PLAIN | LEVELS | {"label_ru": "Запись"})
    count = session.scalar(select(func.count(Criterion.id)))

    page = client.get(f"{place}/new", query_string={"copy": made(session).id}).text

    assert all(f'value="{words}"' in page for words in ("Запись", "complete"))
    assert 'name="criterion" required type="text" value=""' in page
    assert session.scalar(select(func.count(Criterion.id))) == count
    assert client.get(f"{place}/new?copy=99999").status_code == 404


@pytest.fixture
def three(session: Session, cast: Cast) -> list[Criterion]:
    rows = [make_criterion(session, cast.glucose, code=code, position=at) for at, code in enumerate("xyz", start=5)]
    session.commit()
    return rows


def order(session: Session, cast: Cast) -> str:
    session.expire_all()
    return "".join(one.code for one in cast.glucose.criteria if one.code in "xyz")


@pytest.mark.parametrize(("at", "to", "found"), [(1, "up", "yxz"), (1, "down", "xzy"), (2, "down", "xyz")])
def test_move_changes_the_order(
    client: Visitor, cast: Cast, place: str, session: Session, three: list[Criterion], at: int, to: str, found: str
) -> None:
    answer = client.sign_in(cast.ana).post(f"{place}/{three[at].id}/move", data={"to": to})

    assert answer.location.endswith(f"#{to}-{three[at].id}")
    assert order(session, cast) == found


@pytest.mark.parametrize("to", [1, 2, 3, 99])
def test_a_criterion_dropped_at_a_place_stands_there(
    client: Visitor, cast: Cast, place: str, session: Session, three: list[Criterion], to: int
) -> None:
    session.expire_all()
    expected = [one.code for one in cast.glucose.criteria if one.code != "y"]
    expected.insert(to - 1, "y")

    answer = client.sign_in(cast.ana).post(f"{place}/{three[1].id}/move", data={"to": to})

    session.expire_all()
    assert answer.location.endswith(f"#drag-{three[1].id}")
    assert [one.code for one in cast.glucose.criteria] == expected


def undo_address(session: Session, cast: Cast) -> str:
    seq = session.scalars(select(func.max(AuditEntry.seq)).where(AuditEntry.action == "criteria.move")).one()
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/audit/{seq}/undo"


def test_the_order_of_criteria_is_undone_from_the_record(
    client: Visitor, cast: Cast, place: str, session: Session, three: list[Criterion]
) -> None:
    client.sign_in(cast.ana).post(f"{place}/{three[2].id}/move", data={"to": "1"})
    assert "/undo" in client.get(f"/editions/{cast.edition.slug}/{cast.section.slug}/audit/").text
    address = undo_address(session, cast)

    page = client.get(address).text
    answer = client.post(address, data={})

    assert "of its rubric: z" in page
    assert (answer.status_code, order(session, cast)) == (303, "xyz")
    assert client.post(address, data={}).status_code == 409


def test_an_order_changed_again_since_is_not_undone(
    client: Visitor, cast: Cast, place: str, session: Session, three: list[Criterion]
) -> None:
    client.sign_in(cast.ana).post(f"{place}/{three[2].id}/move", data={"to": "1"})
    address = undo_address(session, cast)
    client.post(f"{place}/{three[2].id}/move", data={"to": "down"})
    before = order(session, cast)

    answer = client.post(address, data={})

    assert (answer.status_code, order(session, cast)) == (409, before)


def test_no_order_is_undone_once_marking_has_started(
    client: Visitor, cast: Cast, place: str, session: Session, three: list[Criterion]
) -> None:
    client.sign_in(cast.ana).post(f"{place}/{three[2].id}/move", data={"to": "up"})
    address = undo_address(session, cast)
    cast.section.marking_started_at = NOON
    session.commit()

    answer = client.post(address, data={})

    assert (answer.status_code, order(session, cast)) == (409, "xzy")


def test_move_is_refused_once_marking_has_started(
    client: Visitor, cast: Cast, place: str, session: Session, three: list[Criterion]
) -> None:
    cast.section.marking_started_at = NOON
    session.commit()

    answer = client.sign_in(cast.ana).post(f"{place}/{three[1].id}/move", data={"to": "up"})

    assert answer.status_code == 409
    assert order(session, cast) == "xyz"


def test_a_task_shows_its_keys_in_words_and_the_sum_of_its_maxima(
    client: Visitor, cast: Cast, session: Session
) -> None:
    key = "value=5.55 unit=mmol/L full=2% zero=20%"
    make_criterion(session, cast.glucose, code="r", kind="reading", maximum=4000, key=key)
    session.commit()

    page = (
        client.sign_in(cast.ana).get(f"/editions/{cast.edition.slug}/{cast.section.slug}/tasks/{cast.glucose.id}").text
    )

    assert "Full points within ±0.111, none from ±1.11." in page
    assert "full=2%" not in page
    assert "Maximum of the task" in page


def test_numbers_are_shown_and_taken_with_the_readers_decimal_comma(
    client: Visitor, cast: Cast, place: str, session: Session
) -> None:
    client.sign_in(cast.ana).set_cookie("language", "ru")
    new = client.get(f"{place}/new").text

    client.post(f"{place}/new", data=PLAIN | {"maximum": "7,5", "step": "0,25"})

    assert 'name="step" type="text" value="0,5"' in new
    assert (made(session).maximum, made(session).step) == (7_500, 250)
    shown = client.get(f"{place}/{made(session).id}/change").text
    assert 'value="7,5"' in shown
    assert 'value="0,25"' in shown
