"""Pages of the analysis: who may look, what stands there, tables and report, no team names."""

import csv
import io

from tests.applications import Visitor
from tests.factories import Cast


def address(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/analysis/"


def test_the_chief_judge_sees_answers_without_team_names(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.ben).get(address(cast))

    assert page.status_code == 200
    assert "Nothing here changes a mark, a place or an award." in page.text
    assert cast.t01.name not in page.text


def test_judges_leaders_and_strangers_are_refused(client: Visitor, cast: Cast) -> None:
    for person in (cast.cem, cast.eva):
        assert client.sign_in(person).get(address(cast)).status_code == 403


def test_tables_and_report_are_downloaded(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ben)

    table = client.get(address(cast) + "tables/tasks.csv")
    report = client.get(address(cast) + "report.pdf")

    assert next(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))[0] == "Task"
    assert report.data.startswith(b"%PDF")
    assert client.get(address(cast) + "tables/nothing.csv").status_code == 404


def test_the_model_stands_on_its_page_and_in_its_tables(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ben)

    page = client.get(address(cast) + "model/")
    judges, tasks = (client.get(f"{address(cast)}tables/{name}.csv") for name in ("model", "model-tasks"))

    assert "Judges by the Rasch model" in page.text
    assert next(csv.reader(io.StringIO(judges.text.removeprefix("\ufeff"))))[3] == "Severity, logits"
    assert next(csv.reader(io.StringIO(tasks.text.removeprefix("\ufeff"))))[4] == "Chi-square"
    assert client.sign_in(cast.eva).get(address(cast) + "model/").status_code == 403
