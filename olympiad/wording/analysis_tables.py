"""The analysis of a section as tables of text in the reader's language: for the page, the report and the CSV files."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from olympiad.analysis.states import Note, Notes, State, gravest, state_of
from olympiad.wording.analysis_reader import Labels, Reader
from olympiad.wording.analysis_sentences import note_sentence
from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.sentences import filled

if TYPE_CHECKING:
    from decimal import Decimal

    from olympiad.analysis.section_analysis import SectionAnalysis
    from olympiad.analysis.trials import Trial

QUESTIONS = {
    "severity": N_("How strict is each judge?"),
    "agreement": N_("Do the judges of a task agree?"),
    "connection": N_("Do the sheets hang together?"),
    "day": N_("Did anybody change over the day?"),
    "own": N_("Was the own university favoured?"),
    "tasks": N_("Were the tasks good?"),
    "order": N_("How sure is the order?"),
}
STATES = {State.OK: N_("ok"), State.WEAK: N_("weak"), State.NOT_AVAILABLE: N_("not available")}
TRIALS = {
    "severity_out": N_("Severity of the judges taken out"),
    "equal_weights": N_("Every task weighs the same"),
    "scale_raw": N_("Raw points"),
    "scale_percent": N_("Percent of the maximum"),
    "scale_best": N_("Percent of the best team"),
    "scale_z": N_("Standardised marks (z)"),
    "scale_t": N_("Standardised marks (T)"),
    "without_ties": N_("Equal totals share the place"),
    "border_at_least": N_("A tie at a border goes up"),
    "border_at_most": N_("A tie at a border stays below"),
    "share_of_registered": N_("Shares of all registered teams"),
    "share_of_present": N_("Shares of the teams that came"),
    "without_penalties": N_("Without penalties"),
    "median": N_("Median of the judges"),
    "without_task": N_("Without %(task)s"),
}


SHORT = {
    "everybody_has_it": N_("everybody has it"),
    "nobody_has_it": N_("nobody has it"),
    "tells_nothing": N_("tells nothing"),
    "criterion_carries": N_("%(share)s of 100 parts of the order"),
}
"""A criterion's state in two or three words."""


MOST_NAMED = 40
"""So many teams are named in a cell."""


class PublicAgreement(Protocol):
    """How many judges marked a team in a task, and how well they agreed."""

    @property
    def judges(self) -> int:
        """Judges per team and task."""

    @property
    def icc(self) -> "Decimal":
        """The median of the tasks."""


@dataclass(frozen=True)
class Told:
    """A question with its answer."""

    key: str
    question: str
    state: str
    """`ok`, `weak`, `not_available`."""
    state_word: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class TextTable:
    """A table with its heading."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    states: tuple[str, ...] = field(default=())


def told(notes: Notes, key: str, question: str, language: str) -> Told:
    """Return the answer to a question: the sentences of its gravest notes."""
    state = state_of(notes)
    sentences = tuple(dict.fromkeys(note_sentence(note, language) for note in notes if note.state == state))
    word = catalogue(language).gettext(STATES[state])
    return Told(key, question, str(state), word, sentences or (note_sentence(None, language),))


def short_words(note: Note | None, reader: Reader) -> str:
    """Return the state of a criterion in a few words."""
    words = SHORT.get(note.reason) if note else None
    if note is None or words is None:
        return reader.gettext(STATES[note.state if note else State.OK])
    return filled(words, note, reader.language)


def answers(analysis: "SectionAnalysis", language: str) -> list[Told]:
    """Return the answers at the top."""
    gettext = catalogue(language).gettext
    return [told(one.notes, one.question, gettext(QUESTIONS[one.question]), language) for one in analysis.answers]


def tables(
    analysis: "SectionAnalysis", language: str, labels: Labels | None = None, keys: Collection[str] = ()
) -> list[TextTable]:
    """Return every table of the analysis, or those of some keys."""
    reader = Reader(language, labels or Labels())
    return [make(analysis, reader) for key, make in TABLES.items() if not keys or key in keys]


def stated(
    reader: Reader,
    key: str,
    title: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    notes: Sequence[Notes],
) -> TextTable:
    """Return a table whose last column is the state with its sentence."""
    states = [state_of(one) for one in notes]
    lines = [
        (*row, note_sentence(gravest(one), reader.language) if one else reader.gettext(STATES[State.OK]))
        for row, one in zip(rows, notes, strict=True)
    ]
    return TextTable(key, title, (*columns, reader.gettext(N_("State"))), tuple(lines), tuple(map(str, states)))


def public_line(told: PublicAgreement, language: str) -> str:
    """Return the line of the published results, such as “2 judges per sheet, ICC .87”."""
    reader = Reader(language)
    words = reader.gettext(
        N_("%(judges)s judges per team and task; their agreement (ICC, median of the tasks): %(icc)s")
    )
    return words % {"judges": told.judges, "icc": reader.coefficient(float(told.icc))}


def _severity(a: "SectionAnalysis", r: Reader) -> TextTable:
    _ = r.gettext
    columns = [_(N_("Task")), _(N_("Judge")), _(N_("Sheets")), _(N_("Kinder by, percent of the maximum")), "95 %"]
    rows = [
        (
            one.task,
            r.labels.judge(one.judge),
            str(one.sheets),
            r.number(one.value, sign=True),
            r.between(one.low, one.high),
        )
        for one in a.fairness.severity
    ]
    return stated(r, "severity", _(QUESTIONS["severity"]), columns, rows, [one.notes for one in a.fairness.severity])


def _agreement(a: "SectionAnalysis", r: Reader) -> TextTable:
    _ = r.gettext
    columns = [
        _(N_("Task")), _(N_("Teams")), _(N_("Judges")), "ICC(3,k)", "95 %", "ICC(2,k)", _(N_("Krippendorff’s alpha")),
        _(N_("Kendall’s W")), _(N_("Equal, percent")), _(N_("Nearly equal, percent")), _(N_("Differ by")),
        _(N_("Far apart")),
        _(N_("Judges that would be enough")),
    ]  # fmt: skip
    rows = [
        (
            one.task, str(one.teams), str(one.judges), r.number(one.icc, 2), r.between(one.low, one.high, 2),
            r.number(one.absolute, 2), r.number(one.alpha, 2), r.number(one.kendall, 2),
            r.number(None if one.exact is None else 100 * one.exact, 0),
            r.number(None if one.adjacent is None else 100 * one.adjacent, 0), r.number(one.mean_difference),
            ", ".join(map(r.labels.team, one.apart)) or "–", str(one.enough_judges or "–"),
        )
        for one in a.agreement
    ]  # fmt: skip
    return stated(r, "agreement", _(QUESTIONS["agreement"]), columns, rows, [one.notes for one in a.agreement])


def _day(a: "SectionAnalysis", r: Reader) -> TextTable:
    _ = r.gettext
    columns = [
        _(N_("Task")), _(N_("Judge")), _(N_("Sheets")), _(N_("Change over the day, percent")), "95 %",
        _(N_("Pull of the sheet before")), "95 %",
    ]  # fmt: skip
    pairs = list(zip(a.fairness.drift, a.fairness.sequence, strict=True))
    rows = [
        (
            one.task, r.labels.judge(one.judge), str(one.sheets), r.number(one.value, sign=True),
            r.between(one.low, one.high), r.number(two.value, 2, sign=True), r.between(two.low, two.high, 2),
        )
        for one, two in pairs
    ]  # fmt: skip
    return stated(r, "day", _(QUESTIONS["day"]), columns, rows, [(*one.notes, *two.notes) for one, two in pairs])


def _sheets(a: "SectionAnalysis", r: Reader) -> TextTable:
    """Return the matrix of sheets in words: how many teams each judge marked, of whom an own one, and whom not."""
    _ = r.gettext
    columns = (
        _(N_("Task")), _(N_("Judge")), _(N_("Sheets")), _(N_("Teams of the own university")), _(N_("Teams without a sheet")),
    )  # fmt: skip

    def named(cells: str, wanted: str) -> str:
        codes = [r.labels.team(team) for team, cell in zip(a.matrix.teams, cells, strict=True) if cell == wanted]
        return ", ".join(codes[:MOST_NAMED] + ["…"] * (len(codes) > MOST_NAMED)) or "–"

    rows = tuple(
        (
            row.task, r.labels.judge(row.judge), str(len(row.cells) - row.cells.count("-")), named(row.cells, "o"),
            named(row.cells, "-"),
        )
        for row in a.matrix.rows
    )  # fmt: skip
    return TextTable("sheets", _(N_("Who marked whom")), columns, rows)


def _own(a: "SectionAnalysis", r: Reader) -> TextTable:
    _ = r.gettext
    columns = (
        _(N_("Team")), _(N_("Read from instruments, percent")), _(N_("Judged by eye, percent")), _(N_("Beyond the others")),
        _(N_("Own university")),
    )  # fmt: skip
    rows = tuple(
        (
            r.labels.team(one.team), r.number(one.read), r.number(one.by_eye), r.number(one.beyond, sign=True),
            _(N_("yes")) if one.is_close else _(N_("no")),
        )
        for one in a.eye.teams
    )  # fmt: skip
    return TextTable("own", _(QUESTIONS["own"]), columns, rows)


def _habits(a: "SectionAnalysis", r: Reader) -> TextTable:
    _ = r.gettext
    columns = [_(N_("Task")), _(N_("Judge")), _(N_("Teams")), _(N_("Halo")), _(N_("Range beside others")), "p"]
    rows = [
        (
            one.task, r.labels.judge(one.judge), str(one.sheets), r.number(one.halo, 2, sign=True),
            r.number(one.spread, 2), r.number(one.p_spread, 3),
        )
        for one in a.fairness.habits
    ]  # fmt: skip
    return stated(r, "habits", _(N_("How the scale is used")), columns, rows, [one.notes for one in a.fairness.habits])


def _tasks(a: "SectionAnalysis", r: Reader) -> TextTable:
    _ = r.gettext
    columns = [
        _(N_("Task")), _(N_("Teams")), _(N_("Reached, percent")), _(N_("Full marks")), _(N_("None")),
        _(N_("r with the rest")), _(N_("Alpha")), "95 %", _(N_("Minutes per sheet")),
    ]  # fmt: skip
    rows = [
        (
            one.code, str(one.teams), r.number(None if one.difficulty is None else 100 * one.difficulty, 0),
            str(one.full), str(one.none), r.number(one.r_rest, 2), r.number(one.alpha, 2),
            r.between(one.low, one.high, 2), r.number(one.minutes),
        )
        for one in a.quality.tasks
    ]  # fmt: skip
    return stated(r, "tasks", _(QUESTIONS["tasks"]), columns, rows, [one.notes for one in a.quality.tasks])


def _criteria(a: "SectionAnalysis", r: Reader) -> TextTable:
    _ = r.gettext
    columns = [
        _(N_("Task")), _(N_("Criterion")), _(N_("Reached, percent")), _(N_("r with the rest")),
        _(N_("Carries of the differences, percent")), _(N_("Alpha without it")), _(N_("Judges alike")),
    ]  # fmt: skip
    lines = [(task.code, one) for task in a.quality.tasks for one in task.criteria]
    rows = [
        (
            task, one.code, r.number(100 * one.difficulty, 0), r.number(one.r_drop, 2),
            r.number(None if one.share is None else 100 * one.share, 0), r.number(one.alpha_without, 2),
            _(N_("yes")) if one.judges_alike else _(N_("no")),
        )
        for task, one in lines
    ]  # fmt: skip
    return stated(r, "criteria", _(N_("Criterion by criterion")), columns, rows, [one.notes for _task, one in lines])


def _order(a: "SectionAnalysis", r: Reader) -> TextTable:
    _ = r.gettext
    columns = (
        _(N_("Place")), _(N_("Team")), _(N_("Total")), _(N_("Award")), _(N_("Places, 95 of 100 draws")),
        _(N_("Half of all draws")), _(N_("Total without severity")), _(N_("Place without severity")),
        _(N_("Places with other criteria, too")),
    )  # fmt: skip
    rows = tuple(
        (
            r.number(one.place, 0 if one.place == int(one.place) else 1), r.labels.team(one.team), r.number(one.total, 2),
            one.award or "–", r.between(one.low, one.high, 0), r.between(one.quarter, one.three_quarters, 0),
            r.number(one.adjusted, 2), str(one.adjusted_place or "–"), r.between(one.wide_low, one.wide_high, 0),
        )
        for one in a.order.standings
    )  # fmt: skip
    return TextTable("order", _(QUESTIONS["order"]), columns, rows)


def _borders(a: "SectionAnalysis", r: Reader) -> TextTable:
    _ = r.gettext
    columns = [_(N_("Border")), _(N_("Last above")), _(N_("First below")), _(N_("Gap")), _(N_("Apart in 100 draws"))]
    rows = [
        (
            f"{one.above or '–'} | {one.below or '–'}", r.labels.team(one.last), r.labels.team(one.first),
            r.number(one.gap, 2), r.number(None if one.chance is None else 100 * one.chance, 0),
        )
        for one in a.order.borders
    ]  # fmt: skip
    title = _(N_("Do the award borders separate?"))
    return stated(r, "borders", title, columns, rows, [one.notes for one in a.order.borders])


def trial_words(trial: "Trial", reader: Reader) -> str:
    """Return the name of a trial."""
    words = reader.gettext(TRIALS[trial.rules])
    return words % {"task": trial.task} if trial.task else words


def _trials(a: "SectionAnalysis", r: Reader) -> TextTable:
    _ = r.gettext
    columns = (_(N_("Instead of the signed rules")), _(N_("Places move")), _(N_("Awards change")))
    rows = tuple(
        (trial_words(one, r), *("–" if count is None else str(count) for count in (one.places, one.awards)))
        for one in a.trials
    )
    return TextTable("trials", _(N_("What if the rules were others?")), columns, rows)


TABLES: dict[str, Callable[["SectionAnalysis", Reader], TextTable]] = {
    "severity": _severity,
    "agreement": _agreement,
    "sheets": _sheets,
    "day": _day,
    "own": _own,
    "habits": _habits,
    "tasks": _tasks,
    "criteria": _criteria,
    "order": _order,
    "borders": _borders,
    "trials": _trials,
}
