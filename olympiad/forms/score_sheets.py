"""Reading the form of a score sheet: what stands in it for each criterion."""

from collections.abc import Iterable

from werkzeug.datastructures import MultiDict

from olympiad.domain.choices import MarkState
from olympiad.domain.exact import number
from olympiad.domain.operations import Value
from olympiad.models.task import Criterion
from olympiad.services.sheet_saving import Given

REASON_KEYS = ("not_seen", "no_material", "incident", "other")


def read(form: MultiDict[str, str], criteria: Iterable[Criterion]) -> list[Given]:
    """Give what the form says of every criterion that stands in it."""
    return [
        Given(criterion.id, form.get(f"base-{criterion.id}", ""), _value(form, criterion))
        for criterion in criteria
        if f"base-{criterion.id}" in form
    ]


def _value(form: MultiDict[str, str], criterion: Criterion) -> Value:
    note = form.get(f"note-{criterion.id}", "").strip().replace("\r\n", "\n")
    unsure = f"unsure-{criterion.id}" in form
    if f"absent-{criterion.id}" in form and not form.get(f"clear-{criterion.id}"):
        return Value(MarkState.ABSENT)
    if form.get(f"clear-{criterion.id}"):
        return Value(note=note)
    if form.get(f"not-assessed-{criterion.id}"):
        return Value(
            MarkState.NOT_ASSESSED, note=note, consequence=form.get(f"consequence-{criterion.id}", ""), unsure=unsure
        )
    readings = [text.strip() for text in form.getlist(f"reading-{criterion.id}") if text.strip()]
    if readings:
        return Value(MarkState.MARKED, readings="|".join(readings), note=note, unsure=unsure)
    typed = form.get(f"mark-{criterion.id}", "").strip()
    if not typed:
        return Value(note=note, unsure=unsure)
    return Value(MarkState.MARKED, _thousandths(typed), note=note, unsure=unsure)


def _thousandths(typed: str) -> int:
    """A mark as typed or tapped: a plain number of points (of a penalty: times)."""
    scaled = number(typed) * 1000
    return scaled.numerator if scaled.denominator == 1 else -1
