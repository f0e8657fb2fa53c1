"""The command `statistics`: wrong usage, tables of all kinds, three languages, and what it does not load."""

import ast
import json
import os
import subprocess
import sys

import pytest

from olympiad.cli.statistics import STATISTICS
from olympiad.wording.analysis_sentences import ANALYSIS_SENTENCES, SECTION_SENTENCES
from tests.analysis.commands import ROOT, computed, run, written

SCORES = ("target,J1,J2,J3", "a,9,2,5", "b,6,1,3", "c,8,4,6", "d,7,1,2", "e,10,5,6")


def test_statistics_run_without_instance_database_secret_or_locale(tmp_path):
    file = written(tmp_path, *SCORES)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "OLYMPIAD_INSTANCE": str(tmp_path / "nowhere")}
    command = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "olympiad",
        "statistics",
        "icc",
        str(file),
        "--json",
        "--lang",
        "ru",
    ]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode())["judges"] == 3
    assert not (tmp_path / "nowhere").exists()


HEAVY = {"numpy", "scipy", "pandas"}
FIRST_PAGES = """
import sys
from olympiad import create_app
app = create_app({"SECRET_KEY": "x" * 40, "INSTANCE_PATH": sys.argv[1], "DATABASE_URL": sys.argv[2]})
after = [sorted(sys.modules)]
client = app.test_client()
told = [client.get(address, follow_redirects=True).status_code for address in ("/", "/account/sign-in", "/nothing")]
after.append(sorted(sys.modules))
import json
print(json.dumps({"told": told, "modules": after}))
"""


def test_the_server_and_its_first_pages_load_no_numbers(sqlite_template, tmp_path):
    """numpy, scipy and pandas come with the first analysis or workbook: the server starts as fast and small without them."""
    command = [sys.executable, "-c", FIRST_PAGES, str(tmp_path), f"sqlite:///{sqlite_template}"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    found = json.loads(done.stdout.splitlines()[-1])
    assert found["told"][0] == 200
    for loaded in found["modules"]:
        assert HEAVY.intersection(loaded) == set()
        assert "olympiad.analysis.facets" not in loaded


@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.parametrize("language", ["en", "uz", "ru"])
def test_the_text_for_people_begins_with_the_verdict(name, language, tmp_path):
    long = [f"T{at},J{j},c{c},{(at * (c + 1) + j) % 4}" for at in range(8) for j in range(3) for c in range(3)]
    tables = {
        "facets": ["person,rater,item,x", *long],
        "additive": ["target,judge,score", *(row.replace(",c1,", ",") for row in long if ",c1," in row)],
    }

    result = run(name, written(tmp_path, *tables.get(name, SCORES)), "--lang", language)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{name}: ")
    assert "%(" not in result.stdout
    assert len(result.stdout.splitlines()) > 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["median"],
        ["icc", "--count", "J1"],
        ["icc", "--draws", "5"],
        ["icc", "--lang", "de"],
        ["cronbach", "--count", "nothing"],
        ["items", "--maxima", "J1"],
        ["items", "--maxima", "J1=0"],
        ["items", "--maxima", "J9=10"],
        ["generalizability", "--d", "0"],
        ["generalizability", "--d", "5x2"],
        ["generalizability", "--facets", "target"],
        ["generalizability", "--facets", "target,judge"],
        ["generalizability", "--nested", "i:x"],
        ["generalizability", "--nested", "person:item"],
        ["generalizability", "--nested", "item"],
        ["facets", "--person", "nobody"],
        ["rank-intervals", "--draws", "0"],
        ["rank-intervals", "--over", "teams"],
        ["rank-intervals", "--seed", "one"],
    ],
)
def test_wrong_usage_is_2_and_prints_nothing(arguments, tmp_path):
    name, *options = arguments

    result = run(name, written(tmp_path, *SCORES), *options)

    assert (result.exit_code, result.stdout) == (2, "")


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path):
    assert run("icc", tmp_path / "nothing.csv").exit_code == 2
    assert run("icc", tmp_path).exit_code == 2


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "table.csv:1: "),
        (b"\n\n", "table.csv:1: "),
        (b"target,J1,J2\n", "table.csv:1: "),
        (b"target,J1,J1\na,1,2\n", "table.csv:1: J1: "),
        (b"target,J1,,J2\na,1,2,3\n", "table.csv:1: "),
        (b"target,J1\na,\xff\n", "table.csv:2: "),
        (b"\xff\xfet\x00", "table.csv:1: "),
        (b'target,J1\n"a,1\n', "table.csv:1: "),
    ],
)
def test_a_file_that_is_no_table_is_a_problem(content, where, tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes(content)

    result = run("icc", file)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(where)


def test_columns_of_a_long_table_that_are_missing_are_problems(tmp_path):
    result = run("additive", written(tmp_path, "team,judge,points,note", "a,b,1,x"))

    assert result.exit_code == 1
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == ["target", "score"]


def test_a_mark_given_twice_is_a_problem_in_both_rows(tmp_path):
    result = run("additive", written(tmp_path, "target,judge,score", "a,J1,1", "b,J1,2", "a,J1,3"))

    assert (result.exit_code, [line.split(": ")[0] for line in result.stderr.splitlines()]) == (
        1,
        ["table.csv:2", "table.csv:4"],
    )


def test_semicolons_commas_a_mark_of_bytes_and_empty_rows_are_read(tmp_path):
    plain = computed("icc", written(tmp_path, *SCORES))
    file = tmp_path / "other.csv"
    rows = [row.replace(",", ";") + ",0" for row in SCORES[1:]]
    file.write_bytes(("\ufefftarget;J1;J2;J3;\r\n" + "\r\n;;;\r\n".join(rows) + "\r\n").encode())

    assert computed("icc", file)["forms"] == plain["forms"]


def test_names_in_the_first_column_are_recognised(tmp_path):
    by_header = written(tmp_path, "person,A,B", "1,2,3", "2,4,4", "3,1,2")
    assert list(computed("cronbach", by_header)["items"]) == ["A", "B"]

    by_cells = written(tmp_path, "who,A,B", "Ann,2,3", "Bob,4,4", "Cy,1,2")
    assert list(computed("cronbach", by_cells)["items"]) == ["A", "B"]

    by_option = written(tmp_path, "A,number,B", "2,1,3", "4,2,4", "1,3,2")
    assert list(computed("cronbach", by_option)["items"]) == ["A", "number", "B"]
    assert list(computed("cronbach", by_option, "--id", "number")["items"]) == ["A", "B"]


def test_maxima_turn_means_into_difficulty(tmp_path):
    file = written(tmp_path, "person,A,B", "p,0,10", "q,20,5", "r,10,0")
    found = computed("items", file, "--maxima", "A=20")

    assert found["items"]["A"] | {"r_with": 0, "r_drop": 0} == {
        "difficulty": 0.5,
        "r_with": 0,
        "r_drop": 0,
        "floor": pytest.approx(1 / 3),
        "ceiling": pytest.approx(1 / 3),
    }
    assert found["items"]["B"]["difficulty"] == 5


def test_d_studies_take_a_number_for_each_facet(tmp_path):
    rows = [f"p{at},t{t},j{j},{at + (at * t + j) % 3 + j}" for at in range(5) for t in range(3) for j in range(3)]
    file = written(tmp_path, "team,task,judge,x", *rows)

    found = computed("generalizability", file, "--facets", "team,task,judge", "--score", "x", "--d", "3,6x1,6x4")

    assert found["components"].keys() == {"te", "ta", "j", "teta", "tej", "taj", "tetaj"}
    assert found["d_study"]["3"] == [found["relative"], found["absolute"]]
    assert found["d_study"]["6x1"][0] < found["d_study"]["6x4"][0]


def test_draws_can_be_made_again_by_their_seed(tmp_path):
    file = written(tmp_path, *SCORES)

    once, again, other = (computed("rank-intervals", file, "--draws", "40", "--seed", seed) for seed in ("7", "7", "8"))

    assert once == again
    assert (once["seed"], once["draws"], once["what"]) == (7, 40, "judges")
    assert [one["place"] for one in other["targets"].values()] == [3, 4, 2, 4, 1]


def test_every_reason_in_the_code_has_a_sentence():
    given = set()
    for path in (ROOT / "olympiad" / "analysis").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("weak", "unavailable", "remark"):
                given |= {arg.value for arg in ast.walk(node.args[0]) if isinstance(arg, ast.Constant)}

    assert len(given) > 20
    assert given - ANALYSIS_SENTENCES.keys() - SECTION_SENTENCES.keys() == set()
