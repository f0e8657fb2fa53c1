"""Reading the form of a score sheet: what stands in it for each criterion."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from olympiad.domain.choices import MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import milli
from olympiad.domain.operations import Value
from olympiad.models.task import Criterion
from olympiad.services.marking.sheet_saving import Given

NOTHING_CHOSEN = "-"


def read(form: MultiDict[str, str], criteria: Iterable[Criterion]) -> tuple[list[Given], dict[int, DomainError]]:
    """Return what the form says of every criterion that stands in it, and what cannot be read, by criterion."""
    given: list[Given] = []
    errors: dict[int, DomainError] = {}
    for criterion in criteria:
        if f"base-{criterion.id}" not in form:
            continue
        try:
            given.append(Given(criterion.id, form[f"base-{criterion.id}"], _value(form, criterion)))
        except DomainError as error:
            errors[criterion.id] = error
    return given, errors


def _value(form: MultiDict[str, str], criterion: Criterion) -> Value:
    note = form.get(f"note-{criterion.id}", "").strip().replace("\r\n", "\n")
    unsure = f"unsure-{criterion.id}" in form
    clears = bool(form.get(f"clear-{criterion.id}"))
    if no_reading := form.get(f"no-reading-{criterion.id}"):
        return _without_reading(no_reading, note, unsure=unsure)
    if f"absent-{criterion.id}" in form and not clears:
        return Value(MarkState.ABSENT)
    if clears:
        return Value(note=note)
    if form.get(f"not-assessed-{criterion.id}"):
        return Value(
            MarkState.NOT_ASSESSED, note=note, consequence=form.get(f"consequence-{criterion.id}", ""), unsure=unsure
        )
    readings = [text.strip() for text in form.getlist(f"reading-{criterion.id}") if text.strip()]
    if readings:
        return _with_readings(readings, note, unsure=unsure)
    typed = form.get(f"mark-{criterion.id}", "").strip()
    if not typed:
        return Value(note=note, unsure=unsure)
    return Value(MarkState.MARKED, milli(typed), note=note, unsure=unsure)


def _with_readings(readings: Sequence[str], note: str, *, unsure: bool) -> Value:
    """Return the value of readings or chosen answers; where it was said that nothing is chosen, that is 0."""
    given = [text for text in readings if text != NOTHING_CHOSEN]
    if not given:
        return Value(MarkState.MARKED, 0, note=note, unsure=unsure)
    note = note.removeprefix(no_reading_words()).removeprefix(":").strip()
    return Value(MarkState.MARKED, readings="|".join(given), note=note, unsure=unsure)


def _without_reading(chosen: str, note: str, *, unsure: bool) -> Value:
    """*No reading obtained*: not assessed for that reason, or the mark 0 with that note; what was noted stays behind it."""
    words = no_reading_words()
    reason = note if note.startswith(words) else ": ".join(filter(None, (words, note)))
    if chosen == MarkState.NOT_ASSESSED:
        return Value(MarkState.NOT_ASSESSED, note=reason, unsure=unsure)
    return Value(MarkState.MARKED, 0, note=reason, unsure=unsure)


def no_reading_words() -> str:
    """Say on buttons and in notes that an instrument gave nothing."""
    return gettext("No reading obtained")
