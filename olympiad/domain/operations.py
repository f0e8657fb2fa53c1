"""One mark is one operation: its content, the order per device, repetition and conflict."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from olympiad import limits
from olympiad.domain.choices import Consequence, MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.kinds import KINDS
from olympiad.domain.kinds.base import Given
from olympiad.domain.rubric import Cell, Criterion, parse_answers
from olympiad.domain.texts import is_storable

LONGEST_NOTE = limits.NOTE
MOST_ID = 2**31 - 1
"""What an id column holds; numbers of sheets are drawn at random up to it."""
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_ASCII = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def is_id(text: str) -> bool:
    """Whether a text is 128 bits in lower-case hexadecimal, as devices make them.

    >>> is_id("0" * 32), is_id("latest")
    (True, False)
    """
    return _ID.fullmatch(text) is not None


class Kind(StrEnum):
    """What an operation does: to one cell, to the sheet's note, or to the whole sheet."""

    MARK = "mark"
    NOTE = "note"
    SUBMIT = "submit"


class Outcome(StrEnum):
    """What became of an operation; none is dropped."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    REFUSED = "refused"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Value:
    """What is given to a cell; `mark` in thousandths, `readings` (or codes of chosen answers) as typed, separated by `|`.

    `chosen_over` names the other operation of a conflict that this value settles; `seen` is what the judge saw when
    submitting, as `sight_of` writes it.
    """

    state: MarkState = MarkState.UNMARKED
    mark: int | None = None
    readings: str = ""
    consequence: str = ""
    note: str = ""
    unsure: bool = False
    chosen_over: str = ""
    seen: str = ""

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every text by the name of its field."""
        return tuple((name, given) for name, given in vars(self).items() if isinstance(given, str))

    def says_the_same(self, other: "Value") -> bool:
        """Whether two values differ only in what they settle."""
        return _bare(self) == _bare(other)


@dataclass(frozen=True)
class Operation:
    """One operation as a device sends it."""

    id: str
    seq: int
    sheet_id: int
    kind: Kind
    rubric_version: int
    criterion_id: int | None = None
    base: str | None = None
    value: Value = Value()
    device_time: str = ""

    def __post_init__(self) -> None:
        """Refuse an id that is not 128 bits in hexadecimal, a seq below 1, a cell without criterion, what no table keeps."""
        if not is_id(self.id) or (self.base is not None and not is_id(self.base)):
            raise DomainError("operation_id_malformed", found=self.id[:40])
        if self.seq < 1:
            raise DomainError("sequence_malformed", found=self.seq)
        if (self.kind is Kind.MARK) != (self.criterion_id is not None):
            raise DomainError("operation_without_cell", found=str(self.kind))
        if max(self.seq, self.sheet_id, self.rubric_version, self.criterion_id or 0) > MOST_ID:
            raise DomainError("value_malformed", field="sheet")
        _check_storable((("device_time", self.device_time), *self.value.texts()))

    def content_hash(self, device_id: str) -> str:
        """SHA-256 of everything the operation says, the sequence number excepted.

        A device that was told its number is taken numbers the same operation anew.
        """
        value = {name: given for name, given in vars(self.value).items() if name != "seen" or given}
        said = {**vars(self), "value": value, "device": device_id, "seq": None}
        return hashlib.sha256(_ASCII(said).encode()).hexdigest()


@dataclass(frozen=True)
class Current:
    """The value that stands in a cell, the operation it came from, and that operation's own `base`s on its device.

    `trail`: the current operation and, going back as long as they are of one device, what each stood on.
    """

    operation_id: str | None
    device_id: str
    value: Value
    trail: frozenset[str | None] = frozenset()


class Standing(StrEnum):
    """How an operation stands to what the device has sent before."""

    NEXT = "next"
    REPEATED = "repeated"
    REUSED_ID = "operation_id_reused"
    TAKEN = "sequence_taken"
    GAP = "sequence_gap"


def _check_storable(texts: Sequence[tuple[str, str]]) -> None:
    """Refuse a text that no table keeps, naming its field."""
    if not is_storable("\n".join([text for _, text in texts])):
        raise DomainError("value_malformed", field=next(name for name, text in texts if not is_storable(text)))


def standing(seq: int, last_seq: int, content: str, known: str | None) -> Standing:
    """Classify by id and sequence number; `known` is the content hash kept under the same id, if any.

    >>> str(standing(4, 3, "a", None)), str(standing(2, 3, "a", "a")), str(standing(6, 3, "a", None))
    ('next', 'repeated', 'sequence_gap')
    >>> str(standing(2, 3, "b", "a")), str(standing(2, 3, "b", None))
    ('operation_id_reused', 'sequence_taken')
    """
    if known is not None:
        return Standing.REPEATED if known == content else Standing.REUSED_ID
    if seq <= last_seq:
        return Standing.TAKEN
    return Standing.NEXT if seq == last_seq + 1 else Standing.GAP


def conflicts(base: str | None, value: Value, device_id: str, current: Current | None) -> bool:
    """Whether a value meets another one that its judge did not see.

    No conflict where `base` is the current operation, or an earlier one with nothing but operations of the
    same device on top of it. The same value twice is agreement, not a conflict.

    >>> there = Current("2" * 32, "phone", Value(MarkState.MARKED, 1000), frozenset({"2" * 32, "1" * 32}))
    >>> conflicts("1" * 32, Value(MarkState.MARKED, 500), "phone", there)
    False
    >>> conflicts("1" * 32, Value(MarkState.MARKED, 500), "tablet", there)
    True
    >>> conflicts(None, Value(MarkState.MARKED, 500), "tablet", None)
    False
    """
    if current is None or base == current.operation_id:
        return False
    if device_id == current.device_id and base in current.trail:
        return False
    return not value.says_the_same(current.value)


def check_value(criterion: Criterion, value: Value) -> None:
    """Refuse what the criterion does not know: the domain's check of one mark, readings, reasons.

    >>> from olympiad.domain.choices import CriterionKind
    >>> check_value(Criterion("ph", CriterionKind.READING, 4000), Value(MarkState.MARKED, readings="5,6|5.4"))
    >>> check_value(Criterion("tidy", CriterionKind.POINTS, 2000), Value(MarkState.NOT_ASSESSED))
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: reason_missing: criterion=tidy
    """
    check_note(value.note, criterion.code)
    if value.mark is not None and abs(value.mark) >= limits.LARGEST:
        raise DomainError("value_malformed", field="mark")
    if value.state is MarkState.MARKED:
        _check_marked(criterion, value)
        return
    _check_unmarked(criterion, value)


def _check_unmarked(criterion: Criterion, value: Value) -> None:
    """Refuse a mark beside another state, a cell not assessed without a reason, and a consequence that nothing has."""
    if value.mark is not None or value.readings:
        raise DomainError("mark_beside_state", state=str(value.state), criterion=criterion.code)
    if value.state is MarkState.NOT_ASSESSED and not value.note.strip():
        raise DomainError("reason_missing", criterion=criterion.code)
    known = CONSEQUENCES if value.state is MarkState.NOT_ASSESSED else ()
    if value.consequence and value.consequence not in known:
        raise DomainError("consequence_unknown", found=value.consequence, criterion=criterion.code)


def check_note(note: str, criterion: str = "") -> None:
    """Refuse a note that is too long, of a criterion or of the whole sheet."""
    if len(note) > LONGEST_NOTE:
        raise DomainError("note_too_long", limit=LONGEST_NOTE, **({"criterion": criterion} if criterion else {}))


CONSEQUENCES = (Consequence.EXCLUDE, Consequence.FULL, Consequence.OTHERS)


def _check_marked(criterion: Criterion, value: Value) -> None:
    if value.consequence:
        raise DomainError("consequence_unknown", found=value.consequence, criterion=criterion.code)
    KINDS[criterion.kind].check_given(criterion, Given(value.mark, value.readings), value.note)


def cell_of(state: str, mark: int | None, readings: str, consequence: str) -> Cell:
    """Return the cell that a value stands for, as the rulebook computes with it.

    >>> cell_of("marked", None, "5.5|5.6", ""), cell_of("marked", 2500, "", ""), cell_of("unmarked", None, "", "")
    ((Fraction(11, 2), Fraction(28, 5)), 2500, None)
    >>> cell_of("not_assessed", None, "", "")
    <Consequence.UNDECIDED: 'undecided'>
    """
    if state == MarkState.NOT_ASSESSED:
        return Consequence(consequence or Consequence.UNDECIDED)
    if state != MarkState.MARKED:
        return None
    return parse_answers(readings) if readings else mark


def in_order(operations: Iterable[Operation]) -> list[Operation]:
    """Operations of one device in the order in which they were made, however they arrived."""
    return sorted(operations, key=lambda operation: operation.seq)


def trail_of(
    operation_id: str | None, made_by: Callable[[str], tuple[str, str | None] | None]
) -> tuple[str, frozenset[str | None]]:
    """Walk back from an operation while its bases are of the same device: the device and all that was seen there.

    `made_by` gives (device, base) of an operation.

    >>> made = {"c": ("phone", "b"), "b": ("phone", "a"), "a": ("tablet", None)}
    >>> trail_of("c", made.get) == ("phone", frozenset({"c", "b", "a"}))
    True
    """
    found = made_by(operation_id) if operation_id else None
    if found is None:
        return "", frozenset({operation_id})
    device, seen = found[0], {operation_id}
    here: tuple[str, str | None] | None = found
    while len(seen) <= limits.TRAIL and here is not None and here[0] == device:
        if here[1] in seen:
            break
        seen.add(here[1])
        here = made_by(here[1]) if here[1] else None
    return device, frozenset(seen)


def value_json(value: Value) -> str:
    """Canonical JSON of a value, as it is kept: what is empty is left out; 0 is not empty.

    >>> value_json(Value(MarkState.MARKED, 0))
    '{"mark":0,"state":"marked"}'
    """
    kept = {name: given for name, given in vars(value).items() if not (given == "" or given is None or given is False)}
    return _CANONICAL(kept)


def value_from(given: Mapping[str, object]) -> Value:
    """A value from plain JSON; a field of another type or name is refused.

    >>> value_from({"state": "marked", "mark": 2500}).mark
    2500
    >>> value_from({"state": "marked", "mark": 2.5})
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: value_malformed: field=mark
    """
    for name, field in given.items():
        if isinstance(field, str) and len(field) > limits.VALUE_TEXT:
            raise DomainError("value_malformed", field=name[:40])
        if name not in _TYPES or not isinstance(field, _TYPES[name]) or (name == "mark" and isinstance(field, bool)):
            raise DomainError("value_malformed", field=name[:40])
    try:
        state = MarkState(str(given.get("state", "unmarked")))
    except ValueError:
        raise DomainError("value_malformed", field="state") from None
    return Value(**{**given, "state": state})  # type: ignore[arg-type]


_TYPES: dict[str, type | tuple[type, ...]] = {
    "state": str,
    "mark": (int, type(None)),
    "readings": str,
    "consequence": str,
    "note": str,
    "unsure": bool,
    "chosen_over": str,
    "seen": str,
}


def sight_of(value: Value) -> str:
    """What stands in a cell, in a word: thousandths, readings as typed behind `=`, or the state of a cell without either.

    >>> sight_of(Value(MarkState.MARKED, 2500)), sight_of(Value(MarkState.MARKED, readings="5,6|5.4")), sight_of(Value())
    ('2500', '=5,6|5.4', 'unmarked')
    """
    if value.state is not MarkState.MARKED:
        return str(value.state)
    return f"={value.readings}" if value.readings else str(value.mark)


def seen_otherwise(seen: str, standing: Mapping[int, Value]) -> dict[int, tuple[str, str]]:
    """The cells (by criterion) that stand otherwise than the judge saw them: what was seen, and what stands now.

    A submission without a sight (an older device) saw what stands.

    >>> seen_otherwise('{"marks": {"7": "2500"}}', {7: Value(MarkState.MARKED, 2000)})
    {7: ('2500', '2000')}
    """
    if not seen:
        return {}
    try:
        given = json.loads(seen)["marks"]
        marks = {int(cell): str(text) for cell, text in given.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DomainError("value_malformed", field="seen") from None
    now = {cell: sight_of(value) for cell, value in standing.items()}
    return {
        cell: (marks.get(cell, "unmarked"), text) for cell, text in now.items() if marks.get(cell, "unmarked") != text
    }


def _bare(value: Value) -> tuple[object, ...]:
    return (value.state, value.mark, value.readings, value.consequence, value.note, value.unsure)


def digest(hashes: Sequence[str]) -> str:
    """One checksum over the contents of a request's operations, for its line in the record."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()
