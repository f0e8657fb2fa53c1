"""The judge's pages: listing, marking as a plain form, two tabs, submitting."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from olympiad.clock import utc_now
from olympiad.models.score_sheet import Mark, ScoreSheet
from tests.applications import Visitor
from tests.factories import NOON, Cast, make_criterion


@pytest.fixture
def cem(client: Visitor, cast: Cast) -> Visitor:
    return client.sign_in(cast.cem)


def url(cast: Cast, sheet: ScoreSheet | None = None, then: str = "") -> str:
    start = f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets/"
    return f"{start}{sheet.id}{then}" if sheet else start


def fields(response: TestResponse) -> dict[str, str]:
    """The hidden fields of a page: on which operations its values stand."""
    return dict(re.findall(r'name="(base-\d+)" value="(\w*)"', response.text))


def test_index_shows_the_codes_of_own_sheets_and_no_names(cem: Visitor, cast: Cast) -> None:
    page = cem.get(url(cast))

    assert page.status_code == 200
    assert cast.t01.code in page.text
    assert cast.t01.name not in page.text


def test_index_names_the_task_of_every_sheet_that_was_begun(cem: Visitor, cast: Cast) -> None:
    for team, task, state in (("T01", "P", "submitted"), ("T01", "G", "submitted"), ("T02", "P", "open")):
        cast.sheets[team, task, "cem"].state = state
        cast.sheets[team, task, "cem"].submitted_at = NOON

    page = " ".join(cem.get(url(cast)).text.split())

    assert re.findall(r'class="sub d-block mt-1">([PG]) ·', page).count("P") == 2
    assert re.findall(r'class="sub d-block mt-1">([PG]) ·', page).count("G") == 1


def test_index_leads_to_a_sheet_by_its_code(cem: Visitor, cast: Cast) -> None:
    answer = cem.get(url(cast), query_string={"code": cast.t02.code.lower()})

    assert answer.location in {url(cast, cast.sheets["T02", "P", "cem"]), url(cast, cast.sheets["T02", "G", "cem"])}


def test_show_hides_the_sheet_of_another_judge(cem: Visitor, cast: Cast) -> None:
    assert cem.get(url(cast, cast.sheets["T01", "P", "dana"])).status_code == 404


def test_neighbours_whose_texts_begin_alike_stand_under_one_heading(cem: Visitor, cast: Cast, session: Session) -> None:
    cast.pipetting.criteria[0].label_en = "Before the measurement: goggles worn"
    make_criterion(session, cast.pipetting, code="blank", label_en="Before the measurement: blank measured")
    make_criterion(session, cast.pipetting, code="biuret", label_en="Protein: Biuret test")
    session.refresh(cast.pipetting)

    page = cem.get(url(cast, cast.sheets["T01", "P", "cem"])).text

    assert re.findall(r'criterion-group">([^<]+)<', page) == ["Before the measurement"]
    assert re.findall(r'fw-semibold">\d</span> ([^<]+)</h2>', page) == [
        "goggles worn",
        "blank measured",
        "Protein: Biuret test",
    ]


def test_an_own_sheet_opens_again_for_five_minutes_and_is_asked_for_after(
    cem: Visitor, cast: Cast, session: Session
) -> None:
    sheet, found = cast.sheets["T01", "P", "cem"], []
    for minutes in (4, 6):
        sheet.state, sheet.submitted_at = "submitted", utc_now() - timedelta(minutes=minutes)
        session.commit()
        page = cem.get(url(cast, sheet)).text
        done = cem.post(url(cast, sheet, "/reopen"))
        found.append(("Open it again" in page, "“Sheet to be returned”" in page, done.status_code, str(sheet.state)))

    assert found == [(True, False, 303, "returned"), (False, True, 409, "submitted")]
    assert "Sheet to be returned" in cem.get(url(cast, sheet)).text.partition("help-call")[2]


def test_save_keeps_marks_note_and_unsure(cem: Visitor, cast: Cast, session: Session) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    one = cast.pipetting.criteria[0].id
    form = fields(cem.get(url(cast, sheet))) | {f"mark-{one}": "7.5", f"note-{one}": "drops", f"unsure-{one}": "1"}

    answer = cem.post(url(cast, sheet), data=form | {"then": "stay"})

    mark = session.get_one(Mark, (sheet.id, one))
    assert answer.location == url(cast, sheet)
    assert (mark.state, mark.mark, mark.note, mark.unsure) == ("marked", 7500, "drops", True)


def test_save_distinguishes_zero_from_not_marked_yet(cem: Visitor, cast: Cast, session: Session) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    one = cast.pipetting.criteria[0].id
    other = make_criterion(session, cast.pipetting).id
    form = fields(cem.get(url(cast, sheet))) | {f"mark-{one}": "0"}

    cem.post(url(cast, sheet), data=form)

    assert session.get_one(Mark, (sheet.id, one)).mark == 0
    assert session.get(Mark, (sheet.id, other)) is None


def test_save_from_an_older_tab_overwrites_nothing(cem: Visitor, cast: Cast, session: Session) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    one = cast.pipetting.criteria[0].id
    first_tab = fields(cem.get(url(cast, sheet)))
    second_tab = dict(first_tab)
    cem.post(url(cast, sheet), data=first_tab | {f"mark-{one}": "7"})

    page = cem.post(url(cast, sheet), data=second_tab | {f"mark-{one}": "3"}, follow_redirects=True)

    mark = session.get_one(Mark, (sheet.id, one))
    assert (mark.mark, mark.conflict_operation_id is not None) == (7000, True)
    assert "Which one counts?" in page.text

    cem.post(
        url(cast, sheet), data=fields(page) | {f"mark-{one}": "7", "chosen": f"{one}:{mark.conflict_operation_id}"}
    )
    mark = session.get_one(Mark, (sheet.id, one))
    assert (mark.mark, mark.conflict_operation_id) == (3000, None)


def test_save_shows_what_must_be_mended_beside_its_criterion(cem: Visitor, cast: Cast, session: Session) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    one = cast.pipetting.criteria[0].id
    form = fields(cem.get(url(cast, sheet))) | {f"not-assessed-{one}": "1"}

    page = cem.post(url(cast, sheet), data=form)

    assert page.status_code == 422
    assert "Give a reason" in page.text
    assert session.get(Mark, (sheet.id, one)) is None


def test_submit_with_a_hole_leads_to_it(cem: Visitor, cast: Cast) -> None:
    sheet = cast.sheets["T01", "P", "cem"]

    answer = cem.get(url(cast, sheet, "/submit"))

    assert answer.location == url(cast, sheet) + "#c1"
    assert sheet.state == "not_started"


def test_submit_repeats_code_task_and_total_and_locks(cem: Visitor, cast: Cast) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    one = cast.pipetting.criteria[0].id
    cem.post(url(cast, sheet), data=fields(cem.get(url(cast, sheet))) | {f"mark-{one}": "6.5"})

    page = cem.get(url(cast, sheet, "/submit"))
    cem.post(url(cast, sheet, "/submit"))

    assert all(words in page.text for words in (cast.t01.code, cast.pipetting.title, "6.5"))
    assert sheet.state == "submitted"
    assert f"mark-{one}" not in cem.get(url(cast, sheet)).text


def test_mark_absent_makes_every_cell_absent(cem: Visitor, cast: Cast, session: Session) -> None:
    sheet = cast.sheets["T01", "P", "cem"]

    answer = cem.post(url(cast, sheet, "/absent"))

    assert answer.location == url(cast, sheet, "/submit")
    assert session.get_one(Mark, (sheet.id, cast.pipetting.criteria[0].id)).state == "absent"


@pytest.mark.parametrize(
    ("chosen", "noted", "kept"),
    [
        ("not_assessed", "", ("not_assessed", None, "", "No reading obtained")),
        ("marked", "electrode dead", ("marked", 0, "", "No reading obtained: electrode dead")),
    ],
)
def test_no_reading_is_not_assessed_or_nought_with_that_note(
    cem: Visitor, cast: Cast, session: Session, chosen: str, noted: str, kept: tuple[str, int | None, str, str]
) -> None:
    key = "value=5.55 unit=mmol/L full=2% zero=20%"
    criterion = make_criterion(session, cast.pipetting, kind="reading", maximum=4000, key=key)
    sheet = cast.sheets["T01", "P", "cem"]
    typed = {f"reading-{criterion.id}": "5.6", f"note-{criterion.id}": noted, f"no-reading-{criterion.id}": chosen}

    cem.post(url(cast, sheet), data=fields(cem.get(url(cast, sheet))) | typed)

    mark = session.get_one(Mark, (sheet.id, criterion.id))
    assert (mark.state, mark.mark, mark.readings, mark.note) == kept


def test_a_reading_after_all_takes_the_reason_away(cem: Visitor, cast: Cast, session: Session) -> None:
    criterion = make_criterion(session, cast.pipetting, kind="reading", maximum=4000)
    sheet = cast.sheets["T01", "P", "cem"]
    cem.post(url(cast, sheet), data=fields(cem.get(url(cast, sheet))) | {f"no-reading-{criterion.id}": "marked"})
    note = {f"note-{criterion.id}": "No reading obtained: dead", f"reading-{criterion.id}": "5.6"}

    cem.post(url(cast, sheet), data=fields(cem.get(url(cast, sheet))) | note)

    mark = session.get_one(Mark, (sheet.id, criterion.id), populate_existing=True)
    assert (mark.state, mark.mark, mark.readings, mark.note) == ("marked", None, "5.6", "dead")


def test_enter_in_a_plain_sheet_only_saves(cem: Visitor, cast: Cast, session: Session) -> None:
    make_criterion(session, cast.pipetting, kind="reading", maximum=4000)

    page = cem.get(url(cast, cast.sheets["T01", "P", "cem"])).text

    form = page[page.index('id="sheet"') :]
    first = re.search(r'<button type="submit"[^>]*>|<button [^>]*type="submit"[^>]*>', form)
    assert first is not None
    assert 'value="stay"' in first.group()


@pytest.mark.parametrize("typed", ["b83", "В83", "Ｂ８３", "B8\u200b3", " B83 "])
def test_a_code_is_found_however_it_is_typed(client: Visitor, cast: Cast, typed: str) -> None:
    cast.t01.code = "B83"

    answer = client.sign_in(cast.cem).get(url(cast), query_string={"code": typed})

    assert answer.status_code == 302
