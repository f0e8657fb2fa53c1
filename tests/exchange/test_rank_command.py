"""The command `rank`: exit codes, streams, explanations, JSON; started as people start it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from olympiad.cli.rank import rank_command

ROOT = Path(__file__).resolve().parents[2]
GOOD = ROOT / "tests" / "data" / "small-section"


def ask(*options: str):
    return CliRunner().invoke(rank_command, [str(GOOD), *options])


def test_rank_runs_without_instance_database_secret_or_locale(tmp_path):
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "OLYMPIAD_INSTANCE": str(tmp_path / "nowhere")}
    command = [sys.executable, "-m", "flask", "--app", "olympiad", "rank", str(GOOD)]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)

    assert done.returncode == 0
    assert done.stdout == (GOOD / "ranking.csv").read_bytes()
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("language", ["uz", "ru", "en"])
def test_explain_tells_every_team_in_the_language(language):
    teams = [line.split(",")[1] for line in ask().stdout.splitlines()[1:]]

    told = [ask("--explain", team, "--lang", language) for team in teams]

    assert {result.exit_code for result in told} == {0}
    assert [team for team, result in zip(teams, told, strict=True) if team not in result.stdout.splitlines()[0]] == []
    assert [result.stdout for result in told if "%(" in result.stdout] == []


def test_explain_speaks_each_language():
    team = ask().stdout.splitlines()[1].split(",")[1]

    first_lines = {language: ask("--explain", team, "--lang", language).stdout for language in ("uz", "ru", "en")}

    assert "jamoasi" in first_lines["uz"]
    assert "Команда" in first_lines["ru"]
    assert "Team" in first_lines["en"]


def test_explain_refuses_an_unknown_team_as_wrong_usage():
    result = ask("--explain", "nobody")

    assert (result.exit_code, result.stdout) == (2, "")


def test_json_holds_every_team_with_numbers_as_strings():
    lines = ask().stdout.splitlines()

    everything = json.loads(ask("--json").stdout)

    assert [team["team"] for team in everything["teams"]] == [line.split(",")[1] for line in lines[1:]]
    assert [value for value in leaves(everything) if not isinstance(value, str | bool | None)] == []


def leaves(value):
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    if children is None:
        yield value
    else:
        for child in children:
            yield from leaves(child)
