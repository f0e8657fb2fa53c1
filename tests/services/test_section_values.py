"""Asks whether a section's rows become the values of which a ranking is made: the same places as from the files."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from olympiad.domain.choices import Consequence
from olympiad.domain.errors import DomainError
from olympiad.domain.ranking import rank
from olympiad.exchange.ranking_file import ranking_csv
from olympiad.exchange.section_folder import read_section
from olympiad.exchange.sources import read_path
from olympiad.services.computing import section_values
from olympiad.services.entry import section_import
from tests.domain.oracle.folders import random_folder
from tests.domain.oracle.writing import write_folder
from tests.factories import make_section, make_user

pytestmark = pytest.mark.both_databases

FLORIDA = Path(__file__).resolve().parents[2].parent / "shared/cases/florida-2019-labs"


def load_folder(session, folder: Path):
    section, ana = make_section(session), make_user(session, "ana")
    section_import.apply_tables(session, section, *read_path(folder), source=b"", by=ana)
    session.expire_all()
    return section


@pytest.mark.skipif(not FLORIDA.exists(), reason="the reference cases stand beside the repository")
def test_load_ranks_florida_as_published(session):
    section = load_folder(session, FLORIDA)

    rows = rank(section_values.load(session, section)).rows

    with (FLORIDA / "expected.csv").open(encoding="utf-8") as file:
        expected = {row["team"]: (row["place"], row["total"]) for row in csv.DictReader(file)}
    assert {row.team.key: (str(row.place), str(row.total)) for row in rows} == expected


def test_load_gives_every_kind_of_cell(session, tmp_path):
    files = {
        "teams": "team\nT01\nT02\n",
        "tasks": "task\nA\n",
        "criteria": "task,criterion,kind,maximum,key\nA,p,points,10,\nA,r,reading,4,value=5 full=1 zero=2\nA,x,penalty,3,\n",
        "marks": "team,task,judge,criterion,mark,reading,state,consequence,note\nT01,A,cem,p,2.5,,,,\nT01,A,cem,r,,5|5.5,,,\n"
        "T01,A,cem,x,2,,,,\nT02,A,cem,p,,,not_assessed,exclude,spilt\nT02,A,cem,r,0,,,,nothing read\n",
    }
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    section = load_folder(session, tmp_path)

    sheets = {sheet.team: sheet for sheet in section_values.load(session, section).sheets}

    assert sheets["T01"].marks == (2500, (Fraction(5), Fraction(11, 2)), 2000)
    assert sheets["T02"].marks == (Consequence.EXCLUDE, 0, None)
    assert (sheets["T01"].submitted, sheets["T02"].submitted) == (True, False)


@pytest.mark.parametrize("seed", range(25))
def test_load_ranks_a_random_section_as_its_folder_does(session, tmp_path, seed):
    folder = write_folder(random_folder(seed), tmp_path / "folder")
    from_files = read_section(*read_path(folder)).section
    assert from_files is not None
    section = load_folder(session, folder)

    from_rows = section_values.load(session, section)

    assert ranked(from_rows) == ranked(from_files)


def ranked(section) -> str:
    """The ranking file, or the refusal of the rulebook."""
    try:
        return ranking_csv(section, rank(section))
    except DomainError as refused:
        return str(refused)
