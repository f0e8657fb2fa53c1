"""Bundles by command: written from the newest version, recomputed from the file alone."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


@pytest.fixture
def database_kind() -> str:
    """The commands are the same on both databases; the services are tested on both."""
    return "sqlite"


@pytest.fixture
def bundle(app: Flask, session: Session, cast: Cast, tmp_path: Path) -> Path:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast)
    session.commit()
    file = tmp_path / "results.json"
    place = f"{cast.edition.slug}/{cast.section.slug}"
    session.commit()
    answer = app.test_cli_runner().invoke(args=["export-results", place, str(file)])
    assert answer.exit_code == 0, answer.output
    return file


def test_export_results_writes_what_verify_results_confirms(app: Flask, bundle: Path) -> None:
    answer = app.test_cli_runner().invoke(args=["verify-results", str(bundle)])

    assert (answer.exit_code, answer.output) == (0, f"{bundle}: everything follows from the marks in it.\n")


def test_verify_results_says_where_one_changed_digit_is(app: Flask, bundle: Path) -> None:
    changed = json.loads(bundle.read_text("utf-8"))
    changed["ranking"][0]["total"] = "17.51"
    bundle.write_text(json.dumps(changed), "utf-8")

    answer = app.test_cli_runner().invoke(args=["verify-results", str(bundle)])

    assert answer.exit_code == 1
    assert "ranking[0].total: says 17.51, right would be 17.50" in answer.output


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1.5}', "no JSON"])
def test_verify_results_refuses_what_is_no_bundle(app: Flask, tmp_path: Path, text: str) -> None:
    file = tmp_path / "wrong.json"
    file.write_text(text, "utf-8")

    answer = app.test_cli_runner().invoke(args=["verify-results", str(file)])

    assert answer.exit_code == 1
    assert "Traceback" not in answer.output


def test_export_results_of_an_unknown_section_is_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    answer = app.test_cli_runner().invoke(args=["export-results", "no/where", str(tmp_path / "x.json")])

    assert answer.exit_code == 1
    assert not (tmp_path / "x.json").exists()
