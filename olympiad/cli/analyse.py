"""`flask --app olympiad analyse`: the analysis of a section, from files or from the database."""

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from olympiad.cli.statistics import LANGUAGES
from olympiad.domain.errors import DomainError
from olympiad.exchange.section_folder import locate, read_section
from olympiad.exchange.sources import read_path
from olympiad.exchange.tables import Problem
from olympiad.wording.problems import problem_line
from olympiad.wording.sentences import sentence

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis


@click.command("analyse")
@click.argument("place", metavar="FOLDER|EDITION/SECTION")
@click.option("--json", "as_json", is_flag=True, help="Print everything in full precision.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as PDF.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Start of the random numbers.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of sentences.")
def analyse_command(place: str, as_json: bool, report: Path | None, seed: int, lang: str) -> None:
    """Analyse the section in FOLDER (or a ZIP, a workbook), or EDITION/SECTION of the database.

    Exit code 0: analysed; 1: problems in the files, one a line; 2: wrong usage.
    """
    found, title = _of_files(Path(place), seed, lang) if Path(place).exists() else _of_rows(place, seed, lang)
    if report is not None:
        report.write_bytes(import_module("olympiad.documents.analysis").analysis_pdf(found, lang, section=title))
    _write(_json(found, lang) if as_json else _text(found, lang))


def _of_files(path: Path, seed: int, language: str) -> "tuple[SectionAnalysis, str]":
    try:
        tables, problems = read_path(path)
    except OSError as error:
        tables, problems = {}, [Problem(path.name, 1, "", "file_unreadable", {"found": error.strerror or ""})]
    read = read_section(tables, problems)
    _tell(read.problems, language)
    if read.section is None:
        sys.exit(1)
    close = import_module("olympiad.exchange.close_pairs").close_pairs(tables)
    try:
        return import_module("olympiad.analysis.section_analysis").analyse(
            read.section, close=close, seed=seed
        ), path.name
    except DomainError as error:
        _tell(locate(error, tables), language)
        sys.exit(1)


def _of_rows(place: str, seed: int, language: str) -> "tuple[SectionAnalysis, str]":
    """Load a section from the database; only now the whole application is made."""
    edition, _, section = place.partition("/")
    if not edition or not section:
        raise click.UsageError(f"{place} is neither there as a folder nor EDITION/SECTION.")
    app = import_module("olympiad").create_app({})
    with app.app_context():
        session = import_module("olympiad.db").session()
        analyses = import_module("olympiad.services.overview.analyses")
        row = analyses.find_section(session, edition, section)
        if row is None:
            raise click.UsageError(f"There is no section {place}.")
        try:
            return analyses.analyse_section(session, row, seed=seed), place
        except DomainError as error:
            click.echo(sentence(error, language), err=True)
            sys.exit(1)


def _json(found: "SectionAnalysis", language: str) -> str:
    return str(import_module("olympiad.exchange.section_analysis_file").analysis_json(found, language))


def _text(found: "SectionAnalysis", language: str) -> str:
    wording = import_module("olympiad.wording.analysis_tables")
    lines = []
    for one in wording.answers(found, language):
        lines += [f"{one.question} {one.state_word}", *(f"  {line}" for line in one.sentences)]
    model = import_module("olympiad.wording.analysis_model").model_tables(found.facets, language)
    for table in (*wording.tables(found, language), *model):
        lines += ["", table.title, *("  ".join(row) for row in (table.columns, *table.rows))]
    return "\n".join(lines) + "\n"


def _tell(problems: list[Problem], language: str) -> None:
    for problem in problems:
        click.echo(problem_line(problem, language).encode(), err=True)


def _write(text: str) -> None:
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
