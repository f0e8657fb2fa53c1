"""Runs the command `statistics` on a table written for the test."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from olympiad.cli.statistics import statistics_command

ROOT = Path(__file__).resolve().parents[2]
PLACES = (ROOT.parent / "shared" / "cases", ROOT.parent.parent / "shared" / "cases")


def run(name: str, file: Path, *options: str):
    return CliRunner().invoke(statistics_command, [name, str(file), *options])


def computed(name: str, file: Path, *options: str) -> dict:
    """The JSON of a statistic that must be computed without a problem."""
    result = run(name, file, "--json", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def written(folder: Path, *lines: str) -> Path:
    file = folder / "table.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def case(name: str) -> Path:
    """A folder of the reference cases; the test is skipped where they are not there."""
    folder = next((place / name for place in PLACES if (place / name).exists()), None)
    if folder is None:
        pytest.skip("the reference cases are not here")
    return folder


def expected(name: str) -> dict:
    return json.loads((case(name) / "expected.json").read_text("utf-8"))
