"""The analysis of a section: certainty of the order, what is said while marking goes on, and the command `analyse`."""

import json

import numpy as np
from click.testing import CliRunner

from olympiad.analysis.live import live_notes
from olympiad.analysis.order import Official, order
from olympiad.analysis.section_marks import SectionMarks
from olympiad.cli.analyse import analyse_command
from tests.analysis.commands import ROOT
from tests.analysis.test_simulated_halls import hall

GOOD = str(ROOT / "tests" / "data" / "small-section")


def officials(marks: SectionMarks) -> list[Official]:
    means = {team: np.mean([one.total for one in marks.sheets if one.team == team]) for team in marks.teams}
    ranked = sorted(means, key=lambda team: -means[team])
    return [Official(team, at + 1, float(means[team]), "I" if at < 3 else "") for at, team in enumerate(ranked)]


def test_places_and_borders_are_drawn_around_the_official_ones():
    marks = hall(np.random.default_rng(1))
    official = officials(marks)

    found = order(marks, official, draws=300, seed=5)

    assert all(one.low <= one.median <= one.high for one in found.standings)
    assert [one.place for one in found.standings] == list(range(1, 21))
    assert len(found.borders) == 1
    assert 0 < found.borders[0].chance < 1
    assert order(marks, official, draws=300, seed=5) == found


def test_a_settled_mark_does_not_move():
    marks = hall(np.random.default_rng(1))
    settled = [Official(one.team, one.place, one.total, one.award, frozenset({"GLU"})) for one in officials(marks)]

    found = order(marks, settled, draws=50)

    assert {(one.low, one.high) for one in found.standings} == {
        (int(one.place), int(one.place)) for one in found.standings
    }
    assert found.borders[0].chance == 1


def test_the_board_hears_of_drift_and_of_judges_who_part_ways():
    fair = live_notes(hall(np.random.default_rng(3), dict.fromkeys("ABC", 0.0)), {})
    apart = live_notes(hall(np.random.default_rng(3), {"A": 9.0, "B": -9.0, "C": 0.0}, drift=25.0), {"T0": "K47"})

    assert [note.reason for note in fair if note.reason == "live_drifts"] == []
    assert {note.reason for note in apart} == {"live_apart", "live_drifts"}
    drifting = next(note for note in apart if note.fields.get("judge") == "A")
    looked_at = str(drifting.fields["teams"]).split(", ")
    assert len(looked_at) == 3
    assert all(int(team[1:]) >= 10 for team in looked_at)


def test_analyse_reads_a_folder_and_writes_json_and_report(tmp_path):
    report = tmp_path / "report.pdf"

    result = CliRunner().invoke(
        analyse_command, [GOOD, "--json", "--report", str(report), "--lang", "uz", "--seed", "4"]
    )

    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (told["teams"], told["order"]["seed"]) == (4, 4)
    assert {one["state"] for one in told["answers"]} <= {"ok", "weak", "not_available"}
    assert all(one["sentence"] for one in told["answers"])
    assert report.read_bytes().startswith(b"%PDF")


def test_analyse_prints_answers_in_each_language():
    for language in ("en", "uz", "ru"):
        result = CliRunner().invoke(analyse_command, [GOOD, "--lang", language])
        assert result.exit_code == 0
        assert "%(" not in result.stdout


def test_analyse_refuses_what_is_neither_folder_nor_section(tmp_path):
    (tmp_path / "marks.csv").write_text("team,task\n", encoding="utf-8")

    assert CliRunner().invoke(analyse_command, ["nowhere"]).exit_code == 2
    assert CliRunner().invoke(analyse_command, [str(tmp_path)]).exit_code == 1
