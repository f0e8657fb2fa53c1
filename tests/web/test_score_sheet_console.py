"""What the console's page is made of: the judge's sheets as data, the shell, the worker, the modules."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.sheet_return import SheetReturn
from olympiad.services.marking import double_keying
from olympiad.web.marking.score_sheet_console import PAGE
from tests.applications import Visitor
from tests.factories import NOON, Cast, make_mark, make_score_sheet, make_team
from tests.web.test_list_pages import number_of_statements


@pytest.fixture
def cem(client: Visitor, cast: Cast) -> Visitor:
    return client.sign_in(cast.cem)


def url(cast: Cast, then: str = "") -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/score-sheets/{then}"


def test_fresh_gives_own_sheets_and_the_form_of_each_task(cem: Visitor, cast: Cast) -> None:
    found = cem.get(url(cast, "fresh")).json

    assert {sheet["id"] for sheet in found["sheets"]} == {one.id for key, one in cast.sheets.items() if key[2] == "cem"}
    assert set(found["forms"]) == {cast.pipetting.code, cast.glucose.code}
    assert f'data-criterion="{cast.pipetting.criteria[0].id}"' in found["forms"][cast.pipetting.code]


def test_fresh_hides_names_and_what_other_judges_gave(cem: Visitor, cast: Cast, session: Session) -> None:
    make_mark(session, cast.sheets["T01", "P", "dana"], cast.pipetting.criteria[0], 9_500)

    told = cem.get(url(cast, "fresh")).json
    text = json.dumps({name: found for name, found in told.items() if name not in ("now", "head")})

    assert [word for word in (cast.t01.name, cast.dana.name, "9500") if word in text] == []


def test_fresh_gives_own_earlier_notes_by_criterion_and_nobody_elses(
    cem: Visitor, cast: Cast, session: Session
) -> None:
    criterion = cast.pipetting.criteria[0]
    for team, note in (("T01", "spilt"), ("T02", "no blank")):
        sheet = url(cast, str(cast.sheets[team, "P", "cem"].id))
        marked = {f"mark-{criterion.id}": "2", f"note-{criterion.id}": note, f"base-{criterion.id}": ""}
        assert cem.post(sheet, data=marked | {"then": "stay"}).location == sheet
    cast.sheets["T01", "P", "cem"].state = "submitted"
    make_mark(session, cast.sheets["T01", "P", "dana"], criterion, 9_500, note="of dana")

    assert cem.get(url(cast, "fresh")).json["comments"] == {str(criterion.id): ["no blank", "spilt"]}


def test_before_the_first_mark_the_team_is_shown_without_photo_and_name(cem: Visitor, cast: Cast) -> None:
    page = cem.get(url(cast)).text
    meet = page.partition('data-part="meet"')[2].partition("</section>")[0]

    assert re.findall(r'data-part="(meet-[a-z]+)"', meet) == ["meet-warning", "meet-code", "meet-task", "meet-turn"]
    assert "<img" not in meet
    assert cast.t01.name not in page


def test_fresh_is_not_sent_again_while_nothing_has_changed(cem: Visitor, cast: Cast, session: Session) -> None:
    tag = cem.get(url(cast, "fresh")).headers["ETag"]
    known = {"If-None-Match": tag}
    assert cem.get(url(cast, "fresh"), headers=known).status_code == 304

    session.execute(update(Section).where(Section.id == cast.section.id).values(revision=Section.revision + 1))

    assert cem.get(url(cast, "fresh"), headers=known).status_code == 200


def test_fresh_says_that_the_server_was_put_back_whatever_its_revision(
    cem: Visitor, cast: Cast, session: Session
) -> None:
    """A22: once others had gone on marking, nobody noticed that the marks acknowledged before were gone."""
    double_keying.switch(session, cast.section, on=True, by=cast.ana)
    head = cem.get(url(cast, "fresh")).json["head"]
    heads = [head, "", "no head", f"{head[:-1]}-", f"9{head}"]

    told = [cem.get(url(cast, "fresh"), headers={"X-Record-Head": one}).json["restored"] for one in heads]

    assert told == [False, False, False, True, True]


def test_fresh_gives_a_submitted_sheet_as_a_line(cem: Visitor, cast: Cast, session: Session) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    session.execute(update(ScoreSheet).where(ScoreSheet.id == sheet.id).values(state="submitted"))

    found = {one["id"]: one for one in cem.get(url(cast, "fresh")).json["sheets"]}

    assert (found[sheet.id]["state"], found[sheet.id]["criteria"]) == ("submitted", [])


def test_fresh_costs_no_more_statements_for_many_returned_sheets(
    app: Flask, cem: Visitor, cast: Cast, session: Session
) -> None:
    def come_back(sheet: ScoreSheet) -> None:
        sheet.state = "returned"
        session.add(SheetReturn(section_id=cast.section.id, sheet_id=sheet.id, reason="look", criteria="1",
                                user_id=cast.ben.id, at=NOON))  # fmt: skip

    come_back(cast.sheets["T01", "P", "cem"])
    session.flush()
    before = number_of_statements(app, cem, url(cast, "fresh"))

    for _ in range(10):
        team = make_team(session, cast.section)
        come_back(make_score_sheet(session, team, cast.pipetting, cast.cem_judge))
    session.flush()

    assert number_of_statements(app, cem, url(cast, "fresh")) == before


def test_fresh_goes_compressed_over_the_wire(cem: Visitor, cast: Cast) -> None:
    answer = cem.get(url(cast, "fresh"), headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.data))["judge"] == cast.cem_judge.id


def test_shell_holds_nothing_of_anybody(cem: Visitor, cast: Cast) -> None:
    page = cem.get(url(cast, "shell"))

    kept = [cast.cem.name, cast.cem_judge.name, cast.t01.code, cast.t01.name, cast.pipetting.title, "csrf_token"]
    assert page.status_code == 200
    assert [word for word in kept if re.search(rf"\b{re.escape(word)}\b", page.text)] == []


def test_worker_names_files_that_are_there(client: Visitor) -> None:
    worker = client.get("/service-worker.js")
    told = json.loads(re.search(r"self.CONSOLE = (.*);", worker.text).group(1))  # type: ignore[union-attr]

    assert worker.headers["Cache-Control"] == "no-cache"
    assert worker.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert {name: client.get(name).status_code for name in told["files"]} == dict.fromkeys(told["files"], 200)


def test_page_is_told_of_every_module_that_it_imports(client: Visitor) -> None:
    """Without this a module comes only after the one that asks for it: a round trip more on a slow network."""
    folder, found, open_ = Path(str(client.application.static_folder)) / "js", set[str](), ["score_sheet_page.js"]
    while open_:
        name = open_.pop()
        found.add(name)
        imported = re.findall(r'^import [^;]*?"\./([\w.]+)";', (folder / name).read_text("utf-8"), re.MULTILINE)
        open_ += [one for one in imported if one not in found]

    assert {f"score_sheet_{name}.js" for name in PAGE} == found


def test_module_is_kept_for_good_under_its_version_only(client: Visitor) -> None:
    told = json.loads(re.search(r"self.CONSOLE = (.*);", client.get("/service-worker.js").text).group(1))  # type: ignore[union-attr]
    now, old = f"/console-files/{told['version']}/score_sheet_page.js", "/console-files/0/score_sheet_page.js"

    assert client.get(now).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(old).headers["Cache-Control"] == "no-cache"
    assert client.get("/console-files/0/theme.js").status_code == 404


def test_team_card_leads_to_the_sheet_of_its_team(cem: Visitor, cast: Cast) -> None:
    answer = cem.get(url(cast, f"team/{cast.t02.code}"), follow_redirects=True)

    assert answer.request.path in {url(cast, str(cast.sheets["T02", task, "cem"].id)) for task in ("P", "G")}
