"""A computed statistic as JSON in full precision, or as text for a terminal."""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Protocol

from olympiad.analysis.states import Note, State, gravest, state_of
from olympiad.wording.analysis_sentences import note_sentence
from olympiad.wording.numbers import localised

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


class Statistic(Protocol):
    """Any result of the analysis: a dataclass with notes."""

    @property
    def notes(self) -> tuple[Note, ...]: ...


def plain(value: object) -> Plain:
    """Return numbers, lists and dictionaries only; what is not a finite number becomes None.

    >>> plain((1.5, float("nan"), {"a": "b"}))
    [1.5, None, {'a': 'b'}]
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value) if one.name != "notes"}
    return plain_around(value, plain)


def plain_around(value: object, inner: Callable[[object], Plain]) -> Plain:
    """Return a value that is no dataclass as `plain` does; what lies in it is told by `inner`."""
    if isinstance(value, Mapping):
        return {str(key): inner(one) for key, one in value.items()}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return [inner(one) for one in value] if isinstance(value, Sequence) else str(value)


def verdict(notes: Sequence[Note], language: str) -> dict[str, Plain]:
    """Return state, reason and sentence of the gravest note, and all notes."""
    note = gravest(notes)
    return {
        "state": str(state_of(notes)),
        "reason": note.reason if note and note.state != State.OK else None,
        "sentence": note_sentence(note, language),
        "notes": [
            {"state": str(one.state), "reason": one.reason, "sentence": note_sentence(one, language)} for one in notes
        ],
    }


def statistic_json(name: str, result: Statistic, language: str) -> str:
    """Return the JSON of a statistic; the numbers are estimates in full precision."""
    told = {"statistic": name, **verdict(result.notes, language)}
    inner = plain(result)
    return json.dumps(told | (inner if isinstance(inner, dict) else {}), ensure_ascii=False, indent=2) + "\n"


def statistic_text(name: str, result: Statistic, language: str) -> str:
    """Return lines for people: the verdict, then every figure."""
    told = verdict(result.notes, language)
    sentences = [f"  {note_sentence(one, language)}" for one in result.notes[1:] if one is not gravest(result.notes)]
    head = [f"{name}: {told['state']}. {told['sentence']}", *sentences]
    inner = plain(result)
    body = _lines(inner, _number(language)) if isinstance(inner, dict) else iter(())
    return "\n".join([*head, *body]) + "\n"


Shown = Callable[[Plain], str]


def _number(language: str) -> Shown:
    def shown(value: Plain) -> str:
        if isinstance(value, float):
            return localised(f"{value:.4f}" if abs(value) < 1000 else f"{value:.1f}", language)
        if isinstance(value, list):
            return ", ".join(map(shown, value))
        if isinstance(value, dict):
            return "; ".join(f"{name}: {shown(one)}" for name, one in value.items())
        return "–" if value is None else str(value)

    return shown


def _lines(values: Mapping[str, Plain], shown: Shown) -> Iterator[str]:
    for name, value in values.items():
        if not isinstance(value, dict) or not value:
            yield f"{name}: {shown(value)}"
        elif all(isinstance(row, dict) for row in value.values()):
            yield from _tables(name, value, shown)
        else:
            yield f"{name}:"
            yield from (f"  {key}: {shown(one)}" for key, one in value.items())


def _tables(name: str, value: Mapping[str, Plain], shown: Shown) -> Iterator[str]:
    rows = {key: row for key, row in value.items() if isinstance(row, dict)}
    if any(map(_holds_tables, rows.values())):
        for key, row in rows.items():
            yield from _lines({f"{name} {key}": row}, shown)
        return
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    header = [name, *columns]
    yield from _aligned([header, *([key, *(shown(row.get(one)) for one in columns)] for key, row in rows.items())])


def _holds_tables(row: dict[str, Plain]) -> bool:
    return any(isinstance(cell, dict) for cell in row.values())


def _aligned(table: list[list[str]]) -> Iterator[str]:
    """Write the columns of a table beneath each other: the first from the left, the others from the right."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        first, *others = zip(line, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        yield "  ".join(cells).rstrip()
