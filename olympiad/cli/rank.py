"""`flask --app olympiad rank`: ranks a section folder without a database, a secret or a written file."""

import gc
import sys
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import click

from olympiad.config import LANGUAGES
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import gather
from olympiad.domain.explanation import Explanation, explain
from olympiad.domain.ranking import rank_evidence
from olympiad.exchange.ranking_file import ranking_csv
from olympiad.exchange.ranking_json import ranking_json
from olympiad.exchange.section_folder import locate, read_section
from olympiad.exchange.sources import Found, Tables, read_path
from olympiad.exchange.tables import Problem
from olympiad.wording.explanations import Names, explanation_lines
from olympiad.wording.names import content
from olympiad.wording.problems import problem_line


@click.command("rank")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--explain", "team", metavar="TEAM", help="Say how this team's total arose.")
@click.option("--json", "as_json", is_flag=True, help="Print everything, numbers as strings.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of sentences.")
def rank_command(folder: Path, team: str | None, as_json: bool, lang: str) -> None:
    """Rank the section in FOLDER, a ZIP of its files or a workbook.

    Exit code 0: ranked; 1: problems in the files, one a line; 2: wrong usage.
    """
    click.get_current_context().call_on_close(gc.enable)
    gc.disable()  # one command, then the process ends: looking for garbage would take a third of the time
    if not folder.exists():
        raise click.UsageError(f"{folder} is not there.")
    tables, found = _read(folder)
    read = read_section(tables, found)
    _tell(read.problems, lang)
    if read.section is None:
        sys.exit(1)
    if team is not None and team not in {one.key for one in read.section.teams}:
        raise click.UsageError(f"There is no team {team} in teams.csv.")
    try:
        evidence = gather(read.section)
        ranking = rank_evidence(evidence)
    except DomainError as error:
        _tell(locate(error, tables), lang)
        sys.exit(1)
    _tell([_empty_level(name, tables) for name in ranking.empty_levels], lang)
    if team is not None:
        _write_explanation(explain(evidence, ranking, team), lang, tables)
    elif as_json:
        _write(ranking_json(evidence, ranking))
    else:
        _write([ranking_csv(read.section, ranking)])


def _read(folder: Path) -> Found:
    try:
        return read_path(folder)
    except OSError as error:
        problem = Problem(folder.name, 1, "", "file_unreadable", {"found": error.strerror or type(error).__name__})
        return {}, [problem]


def _write_explanation(told: Explanation, language: str, tables: Tables) -> None:
    _write(f"{line}\n" for line in explanation_lines(told, language, _names(tables, language)))


def _names(tables: Tables, language: str) -> Names:
    """What the files call tasks and criteria, in the reader's language or as near as there is."""
    tasks, criteria = tables["tasks"].rows, tables["criteria"].rows
    return Names(
        {row.cells["task"]: content(SimpleNamespace(**row.cells), "title", language) for row in tasks},
        {
            (row.cells["task"], row.cells["criterion"]): content(SimpleNamespace(**row.cells), "label", language)
            for row in criteria
        },
    )


def _empty_level(name: str, tables: Tables) -> Problem:
    rows = [row.number for row in tables["rules"].rows if row.cells["key"] == f"award.{name}"]
    return Problem("rules.csv", rows[0], "value", "level_empty", {"level": name}, is_note=True)


def _tell(problems: Iterable[Problem], language: str) -> None:
    for problem in problems:
        click.echo(problem_line(problem, language).encode(), err=True)


def _write(parts: Iterable[str]) -> None:
    """UTF-8 and line feeds, whatever the machine's locale says; part by part, as they are made."""
    out = sys.stdout.buffer
    for part in parts:
        out.write(part.encode())
    out.flush()
