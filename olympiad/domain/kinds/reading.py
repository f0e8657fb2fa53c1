"""`reading`: what a team measured, in one or several replicates; a key turns it into points."""

from fractions import Fraction

from olympiad import limits
from olympiad.domain.choices import CriterionKind
from olympiad.domain.criteria import AnswerKey, Criterion
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, number, simplest
from olympiad.domain.kinds.base import Given, KeyedKind, replaced_key
from olympiad.domain.notation.reading_keys import parse_reading, write_reading_key
from olympiad.domain.readings import ReadingKey

MOST_READINGS = limits.READINGS
NO_READING = ("-", "−", "–")


class Reading(KeyedKind):
    """Replicates; *no reading obtained* is the mark 0 with a note."""

    name = CriterionKind.READING
    is_measured = True

    def check_given(self, criterion: Criterion, given: Given, note: str) -> None:
        """Refuse a mark beside replicates, and a mark alone unless it is 0 with a reason."""
        if not given.answers:
            _check_no_reading(criterion, given.mark, note)
        elif given.mark is not None:
            raise DomainError("mark_beside_reading", criterion=criterion.code)
        else:
            parse_readings(given.answers)

    def tolerance(self, criterion: Criterion, steps: Fraction | None) -> Amount:
        """Return a tenth of the maximum."""
        return simplest(Fraction(criterion.maximum) / 10)

    def own_key(self, criterion: Criterion) -> ReadingKey | None:
        """Return the rubric's curve."""
        return criterion.key if isinstance(criterion.key, ReadingKey) else None

    def with_key(self, criterion: Criterion, key: AnswerKey | None) -> Criterion:
        """Return the criterion under another curve."""
        return replaced_key(criterion, key if isinstance(key, ReadingKey) else None)

    def parse_key(self, text: str, maximum: Amount) -> ReadingKey | None:
        """Return the curve; None while it is not set."""
        return parse_reading(text, maximum) if text else None

    def write_key(self, criterion: Criterion) -> str:
        """Write the curve, tolerances as distances in the unit."""
        return write_reading_key(criterion.key) if isinstance(criterion.key, ReadingKey) else ""

    def parse_answer_key(self, criterion: Criterion, text: str) -> ReadingKey:
        """Return the curve."""
        return parse_reading(text, criterion.maximum)

    mark_alone = "mark_without_reading"

    def parse_answers(self, criterion: Criterion, text: str) -> tuple[Fraction, ...]:
        """Return the replicates."""
        return parse_readings(text)

    def accepts_nothing(self, note: str) -> bool:
        """Return whether a note says why nothing could be read."""
        return bool(note.strip())

    def read_typed(self, criterion: Criterion, typed: str) -> Given:
        """Return replicates; a dash says that nothing could be read."""
        if typed in NO_READING:
            return Given(0)
        return Given(answers="|".join(part.strip() for part in typed.split("|") if part.strip()))


def _check_no_reading(criterion: Criterion, mark: int | None, note: str) -> None:
    if mark is None:
        raise DomainError("reading_missing", criterion=criterion.code)
    if mark != 0:
        raise DomainError("mark_instead_of_reading", criterion=criterion.code)
    if not note.strip():
        raise DomainError("reason_missing", criterion=criterion.code)


def parse_readings(text: str) -> tuple[Fraction, ...]:
    """Return the replicates of a reading.

    >>> parse_readings("5,61 | 5.48")
    (Fraction(561, 100), Fraction(137, 25))
    """
    parts = [part.strip() for part in text.split("|")]
    if len(parts) > MOST_READINGS:
        raise DomainError("too_many_readings", limit=MOST_READINGS)
    return tuple(number(part) for part in parts)
