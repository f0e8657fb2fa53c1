"""`flask --app olympiad statistics`: computes one statistic of any table, without a database or a secret."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from olympiad.analysis.tables import Long, Wide
from olympiad.exchange.free_tables import FreeTable, long_rows, read_free_table, wide_rows
from olympiad.exchange.tables import Problem
from olympiad.wording.problems import problem_line

if TYPE_CHECKING:
    from olympiad.exchange.statistics_files import Statistic

LANGUAGES = ("uz", "ru", "en")
Options = Mapping[str, Any]
MOST_DRAWS = 100_000


def _judged(table: FreeTable, _options: Options) -> Wide:
    """The first column names the row, every other one is a judge or a unit."""
    return wide_rows(table)


def _scale(table: FreeTable, options: Options) -> Wide:
    """A row is a person; the first column names it where its header or its cells say so."""
    count = _asked(table, options, "count")
    named = _asked(table, options, "id")
    label = named if named is not None else (0 if table.has_labels() and count != 0 else None)
    return wide_rows(table, label=label, count=count)


def _by_columns(names: Sequence[str]) -> Callable[[FreeTable, Options], Long]:
    """A row is a mark: the named columns, or all in their order where there are just as many."""

    def read(table: FreeTable, options: Options) -> Long:
        found = [_asked(table, options, name) for name in names]
        places = [_usual(table, name) if place is None else place for name, place in zip(names, found, strict=True)]
        if None in places and len(table.columns) == len(names) and found == [None] * len(names):
            places = list(range(len(names)))
        return _long(table, names, places)

    return read


def _usual(table: FreeTable, name: str) -> int | None:
    """Return where the column of this name stands; marks are called `score` or `x`."""
    names = ("score", "x") if name == "score" else (name,)
    return next((place for one in names if (place := table.position(one)) is not None), None)


def _long(table: FreeTable, names: Sequence[str], places: Sequence[int | None]) -> Long:
    absent = [] if table.problems else [name for name, place in zip(names, places, strict=True) if place is None]
    for name in absent:
        table.add(1, name, "column_missing", found=", ".join(table.columns))
    known = [place for place in places if place is not None]
    if len(known) < len(places):
        return Long(tuple(names[:-1]), (), ())
    if len(set(known)) < len(known):
        raise click.UsageError("The same column is named twice.")
    return long_rows(table, names[:-1], known)


def _crossed(table: FreeTable, options: Options) -> Wide | Long:
    """With --facets one row a mark, else persons by items."""
    facets = options["facets"]
    if not facets:
        return _scale(table, options)
    score = options["score"]
    names = [*facets, score or "score"]
    places = [*map(table.position, facets), table.position(score) if score else _usual(table, "score")]
    absent = [name for name, place in zip(names, places, strict=True) if place is None]
    if absent and table.columns:
        raise click.UsageError(f"{table.file} has no column {', '.join(absent)}.")
    return _long(table, names, places)


def _asked(table: FreeTable, options: Options, name: str) -> int | None:
    """Return where the column stands that an option names."""
    column = options.get(name)
    if column is None:
        return None
    place = table.position(column)
    if place is None and table.columns:
        raise click.UsageError(f"{table.file} has no column {column}.")
    return place


def _analysis(module: str, function: str) -> Callable[..., "Statistic"]:
    """Load a statistic when it is wanted; numpy and scipy come with it."""
    return cast(Callable[..., "Statistic"], getattr(import_module(f"olympiad.analysis.{module}"), function))


def _plain(module: str, function: str) -> Callable[[Any, Options], "Statistic"]:
    return lambda table, _options: _analysis(module, function)(table)


def _items(table: Wide, options: Options) -> "Statistic":
    maxima = options["maxima"] or {}
    unknown = maxima.keys() - set(table.columns)
    if unknown:
        raise click.UsageError(f"--maxima names columns that are not there: {', '.join(sorted(unknown))}.")
    return _analysis("items", "item_analysis")(table, maxima)


def _generalizability(table: Wide | Long, options: Options) -> "Statistic":
    long = table if isinstance(table, Long) else cast(Long, _analysis("generalizability", "of_wide")(table))
    nested = options["nested"]
    if nested and (not set(nested) <= set(long.facets) or nested[0] == long.facets[0] or nested[0] == nested[1]):
        raise click.UsageError(
            "--nested names two of the facets, inner:outer; the first facet may not be the inner one."
        )
    numbers = options["d"] or ()
    if any(len(number) >= len(long.facets) for number in numbers):
        raise click.UsageError("--d gives at most one number for each facet after the first.")
    return _analysis("generalizability", "generalizability")(long, nested, numbers)


def _facets(table: Long, options: Options) -> "Statistic":
    return _analysis("facets", "facets")(table, partial_credit=options["partial_credit"] is not None)


def _rank_intervals(table: Wide, options: Options) -> "Statistic":
    given = {name: options[name] for name in ("draws", "seed", "over") if options[name] is not None}
    return _analysis("rank_intervals", "rank_intervals")(table, **given)


Reader = Callable[[FreeTable, Options], Wide | Long]
STATISTICS: dict[str, tuple[Reader, Callable[[Any, Options], "Statistic"], frozenset[str]]] = {
    "icc": (_judged, _plain("icc", "icc"), frozenset()),
    "krippendorff": (_judged, _plain("krippendorff", "krippendorff"), frozenset()),
    "kendall": (_judged, _plain("kendall", "kendall"), frozenset()),
    "cronbach": (_scale, _plain("cronbach", "cronbach"), frozenset({"count", "id"})),
    "items": (_scale, _items, frozenset({"count", "id", "maxima"})),
    "generalizability": (_crossed, _generalizability, frozenset({"facets", "nested", "score", "d", "id"})),
    "facets": (
        _by_columns(("person", "rater", "item", "score")),
        _facets,
        frozenset({"person", "rater", "item", "score", "partial_credit"}),
    ),
    "additive": (
        _by_columns(("target", "judge", "score")),
        _plain("additive", "additive"),
        frozenset({"target", "judge", "score"}),
    ),
    "rank-intervals": (_judged, _rank_intervals, frozenset({"draws", "seed", "over"})),
}
"""NAME → how its table is read, what computes it, and the options it takes."""


def _pairs(_context: click.Context, _parameter: click.Parameter, text: str | None) -> dict[str, float] | None:
    """A=20,B=10"""
    if text is None:
        return None
    found = {}
    for part in text.split(","):
        name, _, value = part.rpartition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise click.BadParameter(f"“{part}” is not NAME=MAXIMUM.") from None
        if not name or not 0 < found[name.strip()] < float("inf"):
            raise click.BadParameter(f"“{part}” is not NAME=MAXIMUM with a maximum above 0.")
    return found


def _names(_context: click.Context, _parameter: click.Parameter, text: str | None) -> list[str] | None:
    """person,item,occasion"""
    if text is None:
        return None
    names = [name.strip() for name in text.split(",")]
    if not 2 <= len(names) <= 4 or len(set(names)) < len(names) or not all(names):
        raise click.BadParameter("Give two to four different columns, what is measured first: person,item.")
    return names


def _inner_outer(_context: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[str, str] | None:
    """item:occasion"""
    if text is None:
        return None
    inner, _, outer = (part.strip() for part in text.partition(":"))
    if not inner or not outer:
        raise click.BadParameter("Write INNER:OUTER, such as item:occasion.")
    return inner, outer


def _numbers(_context: click.Context, _parameter: click.Parameter, text: str | None) -> list[tuple[int, ...]] | None:
    """5,10 or 5x2,10x2"""
    if text is None:
        return None
    try:
        numbers = [tuple(int(one) for one in part.lower().split("x")) for part in text.split(",")]
    except ValueError:
        raise click.BadParameter("Write whole numbers, such as 5,10,15 or 5x2,10x2.") from None
    if any(one < 1 for number in numbers for one in number):
        raise click.BadParameter("Every number is 1 or more.")
    return numbers


@click.command("statistics")
@click.argument("name", type=click.Choice(list(STATISTICS)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything in full precision.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of sentences.")
@click.option("--count", metavar="COLUMN", help="cronbach, items: the column that counts how often a pattern occurred.")
@click.option("--id", metavar="COLUMN", help="cronbach, items, generalizability: the column that names the person.")
@click.option("--maxima", callback=_pairs, metavar="A=20,B=10", help="items: the maximum of each column.")
@click.option("--facets", callback=_names, metavar="person,item", help="generalizability: the columns of a long table.")
@click.option(
    "--nested", callback=_inner_outer, metavar="item:occasion", help="generalizability: inner and outer facet."
)
@click.option("--d", callback=_numbers, metavar="5,10", help="generalizability: numbers of conditions for the D study.")
@click.option("--score", metavar="COLUMN", help="generalizability, facets, additive: the column of the marks.")
@click.option("--person", metavar="COLUMN", help="facets: the column of persons or teams.")
@click.option("--rater", metavar="COLUMN", help="facets: the column of judges.")
@click.option("--item", metavar="COLUMN", help="facets: the column of criteria.")
@click.option("--partial-credit", type=click.Choice(["item"]), help="facets: thresholds of their own for each item.")
@click.option("--target", metavar="COLUMN", help="additive: the column of teams.")
@click.option("--judge", metavar="COLUMN", help="additive: the column of judges.")
@click.option("--draws", type=click.IntRange(1, MOST_DRAWS), help="rank-intervals: how often to draw (2000).")
@click.option("--seed", type=click.IntRange(0), help="rank-intervals: start of the random numbers (1).")
@click.option("--over", type=click.Choice(["judges"]), help="rank-intervals: what is drawn.")
def statistics_command(name: str, file: Path, as_json: bool, lang: str, **options: Any) -> None:
    """Compute the statistic NAME of the table in FILE.

    Exit code 0: computed, also when the answer is “not available”; 1: problems in the file, one a line; 2: wrong usage.
    """
    read, compute, known = STATISTICS[name]
    strange = sorted(key.replace("_", "-") for key, value in options.items() if value is not None and key not in known)
    if strange:
        raise click.UsageError(f"{name} takes no --{strange[0]}.")
    if not file.is_file():
        raise click.UsageError(f"{file} is not there or is no file.")
    text = _read(file, lang)
    table = read(text, options)
    _stop_at(text.problems, lang)
    result = compute(table, options)
    files = import_module("olympiad.exchange.statistics_files")
    write = files.statistic_json if as_json else files.statistic_text
    sys.stdout.buffer.write(write(name, result, lang).encode())
    sys.stdout.buffer.flush()


def _read(file: Path, language: str) -> FreeTable:
    try:
        table = read_free_table(file.name, file.read_bytes())
    except OSError as error:
        table = FreeTable(file.name)
        table.add(1, "", "file_unreadable", found=error.strerror or type(error).__name__)
    if not table.columns:
        _stop_at(table.problems, language)
    return table


def _stop_at(problems: Sequence[Problem], language: str) -> None:
    for problem in problems:
        click.echo(problem_line(problem, language).encode(), err=True)
    if problems:
        sys.exit(1)
