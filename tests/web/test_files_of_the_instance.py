"""Whose the files of an instance are: everybody's what is published, its own the rest."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from sqlalchemy.orm import Session

from olympiad.services.results import results
from olympiad.web.frame import published_folders
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

ROOT = Path(__file__).parents[2]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_fresh_instance_belongs_to_its_process(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    environ = os.environ | {"OLYMPIAD_INSTANCE": str(instance)}
    command = [sys.executable, "-m", "flask", "--app", "olympiad", "db", "upgrade"]

    subprocess.run(command, cwd=ROOT, env=environ, check=True, umask=0o022, capture_output=True)

    assert mode(instance / "olympiad.sqlite") == 0o600
    assert mode(instance) & 0o066 == 0


def test_published_files_are_read_by_a_web_server_beside(
    client: Visitor, session: Session, cast: Cast, tmp_path: Path
) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    results.publish(session, finalise(session, cast), by=cast.ana)
    session.commit()
    before, name = os.umask(0o077), f"{cast.edition.slug}/{cast.section.slug}"
    try:
        assert client.get(f"/results/{name}/en").status_code == 200
    finally:
        os.umask(before)

    current = tmp_path / "published" / name / published_folders.CURRENT
    assert mode(current / "en.html") == mode(current / "ranking.csv") == 0o644
    assert {mode(folder) for folder in (current.resolve(), *list(current.parents)[:3])} == {0o755}
    assert mode(tmp_path) & 0o011 == 0o011


def test_only_one_module_writes_csv() -> None:
    writers = [path.name for path in (ROOT / "olympiad").rglob("*.py") if "csv.writer(" in path.read_text("utf-8")]

    assert writers == ["csv_writer.py"]
