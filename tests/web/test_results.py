"""Finalising and publishing by the pages, and what a stranger then sees."""

import gzip
import io
import json
import re
import shutil

import jsonschema
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.blockers import Blocker
from olympiad.domain.incidents import Kind
from olympiad.services.results import results
from olympiad.services.settling import incidents, moderation
from olympiad.services.settling.incidents import Report
from olympiad.web.results import finalising_groups, published_files
from olympiad.wording.hall_sentences import HALL_SENTENCES
from olympiad.wording.marking_sentences import MARKING_SENTENCES
from olympiad.wording.sentences import SENTENCES
from tests.applications import Visitor
from tests.factories import NOON, Cast, make_institution, make_team
from tests.results_world import AWARDS, confirm_borders, finalise, mark_everything, set_mark, set_rules


@pytest.fixture
def marked(session: Session, cast: Cast) -> Cast:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    return cast


@pytest.fixture
def public(session: Session, marked: Cast, client: Visitor) -> str:
    """The address of the published results."""
    version = finalise(session, marked)
    client.sign_in(marked.ana).post(f"{base(marked)}/results/{version.number}/publish")
    client.sign_out()
    return f"/results/{marked.edition.slug}/{marked.section.slug}/"


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}"


def test_index_names_what_is_in_the_way(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.ana).get(f"{base(cast)}/results/").text

    assert page.count('data-code="blocker_sheet_not_started"') == 8
    assert f"Team {cast.t01.code} in P: cem has not started." in page


def test_finalise_is_refused_by_the_page_while_something_is_in_the_way(
    client: Visitor, session: Session, cast: Cast
) -> None:
    answer = client.sign_in(cast.ana).post(f"{base(cast)}/results/finalise")

    assert answer.status_code == 409
    assert results.latest(session, cast.section) is None


def test_finalising_again_tells_first_what_would_change(client: Visitor, session: Session, marked: Cast) -> None:
    finalise(session, marked)
    client.sign_in(marked.ana)
    address = f"{base(marked)}/results/finalise"
    confirm_borders(session, marked)

    same = client.get(address).text
    mark_everything(session, marked, {"T01": 8750, "T02": 9000})
    confirm_borders(session, marked)
    other = client.get(address).text

    assert "No place, total or level of award would change." in same
    told = " ".join(re.sub(r"<[^>]+>", " ", other[other.index('data-part="changes"') :]).split())
    assert f"{marked.t02.name} : place 2 → 1, total 12.50 → 18.00, II degree → I degree" in told
    assert "No place, total" not in told


def test_what_would_change_names_a_team_without_a_name_by_its_key(
    client: Visitor, session: Session, marked: Cast
) -> None:
    marked.t02.name = ""
    finalise(session, marked)
    mark_everything(session, marked, {"T01": 8750, "T02": 9000})
    confirm_borders(session, marked)

    page = client.sign_in(marked.ana).get(f"{base(marked)}/results/finalise").text

    told = " ".join(re.sub(r"<[^>]+>", " ", page[page.index('data-part="changes"') :]).split())
    assert f"{marked.t02.key} : place 2 → 1, total 12.50 → 18.00, II degree → I degree" in told


def test_finalise_and_publish_lead_to_the_public_page(client: Visitor, session: Session, marked: Cast) -> None:
    confirm_borders(session, marked)
    client.sign_in(marked.ana)

    frozen = client.post(f"{base(marked)}/results/finalise", follow_redirects=True)
    shown = client.post(f"{base(marked)}/results/1/publish", follow_redirects=True)

    assert (frozen.status_code, shown.status_code) == (200, 200)
    page = client.sign_out() or client.get(f"/results/{marked.edition.slug}/{marked.section.slug}/")
    assert page.status_code == 200
    assert "17.50" in page.text
    assert "I degree" in page.text


@pytest.mark.parametrize(("code", "total"), [("en", "17.50"), ("uz", "17,50"), ("ru", "17,50")])
def test_show_in_speaks_the_language_of_the_address(client: Visitor, public: str, code: str, total: str) -> None:
    page = client.get(f"{public}{code}").text

    assert f'<html lang="{code}"' in page
    assert total in page


def test_show_answers_from_the_compressed_file_and_304(client: Visitor, public: str) -> None:
    first = client.get(public, headers={"Accept-Encoding": "gzip"})
    again = client.get(public, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})

    assert first.headers["Content-Encoding"] == "gzip"
    assert b"17.50" in gzip.decompress(first.data)
    assert (again.status_code, again.data) == (304, b"")


def test_show_carries_a_title_for_paper_a_legend_and_a_description(client: Visitor, public: str) -> None:
    page = client.get(f"{public}en").text
    paper = page[page.index('class="print-only') : page.index("print-table")]

    assert "version 1" in paper
    assert '<meta property="og:title"' in page
    assert 'data-part="legend"' in page


def test_show_names_teams_but_no_member_and_no_judge(client: Visitor, public: str) -> None:
    page = client.get(public).text

    assert [name for name in ("Eva", "Finn", "Gul", "cem", "dana") if f">{name}" in page] == []


def test_published_lists_begin_with_a_byte_order_mark_for_spreadsheets(client: Visitor, public: str) -> None:
    body = client.get(f"{public}ranking.csv").data

    assert body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\xef\xbb\xbf") == 1


def test_no_list_tells_the_marks_of_a_disqualified_team_that_the_page_does_not_tell(
    client: Visitor, session: Session, marked: Cast
) -> None:
    marked.t02.status, marked.t02.status_reason = "disqualified", "Left the hall"
    version = finalise(session, marked, confirmed=True)
    client.sign_in(marked.ana).post(f"{base(marked)}/results/{version.number}/publish")
    client.sign_out()
    address = f"{marked.edition.slug}/{marked.section.slug}"

    lines = client.get(f"/results/{address}/ranking.csv").text.splitlines()
    workbook = load_workbook(io.BytesIO(client.get(f"/results/{address}/ranking.xlsx").data))

    (line,) = [line.split(",") for line in lines if ",T02," in line]
    assert line[5:] == ["disqualified", "", "", "", ""]
    (row,) = [row for row in workbook.active.iter_rows(values_only=True) if row[1] == "T02"]
    assert [cell for cell in row[6:] if cell] == []


def test_a_university_with_a_name_in_one_language_has_it_in_all(
    client: Visitor, session: Session, marked: Cast
) -> None:
    marked.t01.institution = make_institution(
        session, marked.edition, key="BDTI", name_en="", name_ru="Бухарский институт"
    )
    version = finalise(session, marked)
    client.sign_in(marked.ana).post(f"{base(marked)}/results/{version.number}/publish")

    pages = [client.get(f"/results/{marked.edition.slug}/{marked.section.slug}/{code}").text for code in ("en", "uz")]

    assert ["Бухарский институт" in page for page in pages] == [True, True]
    assert [">BDTI" in page for page in pages] == [False, False]


def test_show_finds_teams_without_javascript(client: Visitor, public: str, marked: Cast) -> None:
    page = client.get(f"{public}en?q={marked.t02.name}").text

    assert "1 team found." in page
    assert marked.t01.name not in page


def test_show_draws_no_more_rows_of_a_search_than_of_a_page(
    client: Visitor, public: str, marked: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands of teams fit a single letter, and anybody may ask for them."""
    monkeypatch.setattr(published_files, "TEAMS_PER_PAGE", 1)

    page = client.get(f"{public}en?q={marked.t01.key[:-1]}").text

    assert re.search(r"(\d) teams found\. The first 1 are shown; add a word to find fewer\.", page)
    assert page.count("<tr data-words") == 1


def test_show_writes_its_files_again_when_they_are_lost(client: Visitor, public: str, app: Flask, tmp_path) -> None:
    shutil.rmtree(tmp_path / "published")

    assert client.get(public).status_code == 200
    assert list((tmp_path / "published").rglob("en.html.gz")) != []


def test_unpublish_takes_the_page_down(client: Visitor, public: str, marked: Cast) -> None:
    client.sign_in(marked.ana).post(f"{base(marked)}/results/1/unpublish", data={"reason": "A sum is checked"})
    client.sign_out()

    assert client.get(public).status_code == 404
    assert client.get(f"{public}results.json").status_code == 404


def test_unpublish_without_a_reason_leaves_the_page(client: Visitor, public: str, marked: Cast) -> None:
    answer = client.sign_in(marked.ana).post(f"{base(marked)}/results/1/unpublish", data={"reason": ""})

    assert answer.status_code == 200
    assert client.get(public).status_code == 200


def test_download_gives_the_ranking_and_the_bundle(client: Visitor, public: str) -> None:
    lines = client.get(f"{public}ranking.csv").text.splitlines()
    bundle = json.loads(client.get(f"{public}results.json").text)

    assert lines[0].split(",")[-2:] == ["total", "award"]
    assert lines[1].split(",")[0:2] == ["1", "T01"]
    assert bundle["format"] == "olympiad-results/1"
    assert client.get(f"{public}ranking.xlsx").data[:2] == b"PK"


def test_download_leaves_out_marks_that_the_section_keeps(client: Visitor, session: Session, marked: Cast) -> None:
    marked.section.publishes_task_marks = False
    version = finalise(session, marked)
    client.sign_in(marked.ana).post(f"{base(marked)}/results/{version.number}/publish")
    address = f"/results/{marked.edition.slug}/{marked.section.slug}/"

    assert client.get(f"{address}results.json").status_code == 404
    assert client.get(f"{address}ranking.csv").text.splitlines()[0].endswith("status,total,award")
    assert "8.75" not in client.get(f"{address}en").text


def test_show_of_a_thousand_teams_stays_light(client: Visitor, session: Session, cast: Cast) -> None:
    for number in range(1000):
        make_team(
            session,
            cast.section,
            key=f"X{number:04d}",
            code=f"X{number}",
            name=f"Katalaza {number}",
            status="withdrawn",
        )
    set_rules(session, cast, [])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    results.publish(session, finalise(session, cast), by=cast.ana)

    answer = client.get(
        f"/results/{cast.edition.slug}/{cast.section.slug}/en?page=2", headers={"Accept-Encoding": "gzip"}
    )

    assert answer.status_code == 200
    assert len(answer.data) < 60_000


def test_schema_is_published(client: Visitor) -> None:
    schema = client.get("/results/schema").json

    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["format"] == {"const": "olympiad-results/1"}


def test_what_is_published_is_valid_by_the_published_schema(client: Visitor, public: str) -> None:
    bundle = client.get(f"{public}results.json").json
    schema = client.get("/results/schema").json

    jsonschema.validate(bundle, schema)
    for spoiled in (bundle | {"format": "olympiad-results/2"}, bundle | {"teams": "many"}, bundle | {"extra": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(spoiled, schema)


def test_every_blocker_stands_in_a_group_with_a_page_of_its_own(app: Flask) -> None:
    known = {code for code in SENTENCES | MARKING_SENTENCES | HALL_SENTENCES if code.startswith("blocker_")}

    ungrouped = {code for code in known if finalising_groups.kind_of(Blocker(code)).name == "rules"}
    pages = {kind.endpoint for kind in finalising_groups.KINDS}

    assert {code for code in ungrouped if not code.startswith("blocker_rules_")} == {"blocker_empty_level"}
    assert pages - app.view_functions.keys() == set()


def test_index_leads_to_where_each_group_is_mended(client: Visitor, session: Session, marked: Cast) -> None:
    set_mark(session, marked.sheets["T01", "P", "cem"], 5000)
    for judge in ("cem", "dana"):
        marked.sheets["T01", "P", judge].state = "submitted"

    page = client.sign_in(marked.ana).get(f"{base(marked)}/results/").text

    assert f'href="{base(marked)}/moderation/{marked.t01.id}/{marked.pipetting.id}"' in page


def settle_after(session: Session, cast: Cast) -> None:
    place = (cast.t01.id, cast.pipetting.id)
    moderation.agree_on_task(session, cast.section, place, 9_000, reason="Read again", by=cast.ben)


def test_marks_moved_after_publication_are_told_on_every_page_of_the_section(
    client: Visitor, session: Session, public: str, marked: Cast
) -> None:
    client.sign_in(marked.ana)
    quiet = client.get(f"{base(marked)}/results/").text
    settle_after(session, marked)
    pages = {path: client.get(f"{base(marked)}/{path}").text for path in PAGES}

    assert 'data-part="moved"' not in quiet
    assert [path for path, text in pages.items() if "The marks are no longer those of version 1." not in text] == []
    assert "Everybody still sees that version." in pages["results/"]
    assert "Changed: settled marks." in " ".join(pages["results/"].split())


PAGES = ("", "board/", "results/", "lifecycle/", "teams/", "moderation/", "certificates/", "audit/")


def test_nobody_but_those_who_answer_for_it_is_told_of_moved_marks(
    client: Visitor, session: Session, public: str, marked: Cast
) -> None:
    settle_after(session, marked)

    assert 'data-part="moved"' not in client.sign_in(marked.cem).get(f"{base(marked)}/score-sheets/").text
    assert 'data-part="moved"' not in client.sign_in(marked.eva).get("/").text


@pytest.mark.parametrize("path", ["", "board/", "results/", "lifecycle/"])
def test_every_page_that_lists_what_is_in_the_way_names_the_open_incident(
    client: Visitor, session: Session, public: str, marked: Cast, path: str
) -> None:
    marked.section.marking_started_at = NOON
    told = Report(Kind.OTHER, utc_now(), text="The bath was cold", team_ids=(marked.t01.id,))
    incidents.report(session, marked.section, told, by=marked.cem)

    page = client.sign_in(marked.ana).get(f"{base(marked)}/{path}").text

    assert f"{base(marked)}/incidents/" in page
    assert "Incident 1 is open." in page or "1 incident is open" in page


def test_the_borders_of_a_correction_stand_on_the_board_too(
    client: Visitor, session: Session, public: str, marked: Cast
) -> None:
    settle_after(session, marked)

    page = client.sign_in(marked.ana).get(f"{base(marked)}/board/").text

    assert 'data-kind="borders"' in page
    assert "Nothing open" not in page


def test_the_start_of_a_published_section_leads_to_certificates_and_the_public_page(
    client: Visitor, public: str, marked: Cast
) -> None:
    page = client.sign_in(marked.ana).get(f"{base(marked)}/").text

    assert re.findall(r'<a class="btn btn-primary[^>]*href="([^"]*)"', page) == [f"{base(marked)}/certificates/issue"]
    assert f'href="{public}"' in page


def test_publishing_asks_first(client: Visitor, session: Session, marked: Cast) -> None:
    finalise(session, marked)

    page = client.sign_in(marked.ana).get(f"{base(marked)}/results/1/publish").text

    assert "Everybody sees places, totals and awards at once" in page
    assert results.published(session, marked.section) is None


def test_after_publication_the_public_page_is_the_main_action(client: Visitor, public: str, marked: Cast) -> None:
    page = client.sign_in(marked.ana).get(f"{base(marked)}/results/").text

    assert re.findall(r'<a class="btn btn-primary[^>]*href="([^"]*)"', page) == [public]
    assert "Version 1 is up to date." in page


def test_who_forgets_to_confirm_an_empty_award_is_told_on_the_same_page(
    client: Visitor, session: Session, cast: Cast
) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    set_rules(session, cast, [["award.Grand prix", "total>=20"], ["award.I degree", "total>=15"]])
    confirm_borders(session, cast)
    session.commit()
    address = f"/editions/{cast.edition.slug}/{cast.section.slug}/results/finalise"

    answer = client.sign_in(cast.ana).post(address)

    assert answer.status_code == 409
    assert 'name="confirmed"' in answer.text
    assert results.latest(session, cast.section) is None
    assert client.post(address, data={"confirmed": "y"}).status_code == 303


def test_sums_that_wait_for_a_third_person_are_not_called_confirmed(
    client: Visitor, session: Session, marked: Cast
) -> None:
    confirm_borders(session, marked)
    session.commit()

    page = client.sign_in(marked.ben).get(f"{base(marked)}/results/").text

    assert "all confirmed" not in page
    assert "to be confirmed by another person" in page


def test_who_forgets_to_confirm_that_there_are_no_appeals_is_told_on_the_same_page(
    client: Visitor, session: Session, cast: Cast
) -> None:
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast)
    session.commit()
    address = f"/editions/{cast.edition.slug}/{cast.section.slug}/results/1/make-official"

    answer = client.sign_in(cast.ana).post(address)

    assert answer.status_code == 409
    assert 'aria-invalid="true"' in answer.text or 'class="error"' in answer.text
    assert 'name="without_appeals"' in answer.text
    assert version.official_at is None
    issue = client.get(f"/editions/{cast.edition.slug}/{cast.section.slug}/certificates/issue").text
    assert address in issue


def test_lines_of_what_is_in_the_way_lead_to_the_incident_and_to_the_unfinished_sheets(
    client: Visitor, session: Session, marked: Cast
) -> None:
    marked.section.marking_started_at = NOON
    told = Report(Kind.OTHER, utc_now(), text="The bath was cold", team_ids=(marked.t01.id,))
    incidents.report(session, marked.section, told, by=marked.cem)
    marked.sheets["T01", "P", "cem"].state = "open"
    session.commit()

    page = client.sign_in(marked.ana).get(f"{base(marked)}/results/").text

    board = f"{base(marked)}/board/?state=unfinished"
    assert f'href="{base(marked)}/incidents/1"' in page
    assert f'href="{board}"' in page
    assert "Nothing to show" not in client.get(board).text
    assert marked.t01.code in client.get(board).text
