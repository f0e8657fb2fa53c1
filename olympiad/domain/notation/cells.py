"""One cell of the clerk's grid as text: what is written there for each kind of criterion, and reading it back."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from olympiad.domain.choices import Consequence, CriterionKind, MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import shown
from olympiad.domain.kinds import KINDS
from olympiad.domain.operations import Value, check_value
from olympiad.domain.rubric import Criterion, parse_answers

NOT_ASSESSED = ("n/a", "na", "н/о", "b/y")
ABSENT = (
    *("absent", "abs", "yoʻq edi", "kelmadi", "kelmagan", "отс", "отсутствует", "отсутствовал", "отсутствовала"),
    *("н/я", "н.я", "ня", "неявка", "не явился", "не явилась", "не явились"),
)
AMBIGUOUS = ("-", "−", "–", "—", "no", "none", "yoʻq", "нет")
"""At a check they say *not done*, at a reading or choice a dash says *nothing*; at points they could also mean absent."""
CONSEQUENCES = {
    "exclude": Consequence.EXCLUDE,
    "исключить": Consequence.EXCLUDE,
    "chiqarish": Consequence.EXCLUDE,
    "full": Consequence.FULL,
    "максимум": Consequence.FULL,
    "toʻliq": Consequence.FULL,
    "others": Consequence.OTHERS,
    "другие": Consequence.OTHERS,
    "boshqalar": Consequence.OTHERS,
}
"""Words a clerk may type, in three languages; the English ones are written back."""
NONE = "-"
"""No reading obtained, nothing chosen."""
APOSTROPHES = str.maketrans("'’‘`ʼ", "ʻʻʻʻʻ")
_TIME = re.compile(r"[^:]*?([0-9]+(?::|\s+:\s*)[0-9]+(?::[0-9]+)*)")
"""A number, the first colon and a number right behind it; before a note stands a space."""
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек"
    r"|yan|fev|iyun|iyul|avg|sen|okt|noy|dek)[^\W\d_]*\.?"
)
_DATE = re.compile(
    r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}(?:\s.*)?|[0-9]{1,2}[./ -]?" + _MONTH + r"(?:[./ -]?[0-9]{2,4})?"
    r"|" + _MONTH + r"[./ -]?[0-9]{1,4}",
    re.IGNORECASE,
)
_REPLICATE = re.compile(r"\|\s*[+-]?[0-9]")


class Example(NamedTuple):
    """What to type in one language: not assessed with its three consequences, absent, and a check's two answers."""

    not_assessed: str
    exclude: str
    full: str
    others: str
    absent: str
    yes: str
    no: str


EXAMPLES = {
    "en": Example("n/a", "exclude", "full", "others", "absent", "yes", "no"),
    "ru": Example("н/о", "исключить", "максимум", "другие", "отс", "да", "нет"),
    "uz": Example("b/y", "chiqarish", "toʻliq", "boshqalar", "yoʻq edi", "ha", "yoʻq"),
}


def written(kind: CriterionKind, value: Value) -> str:
    """Write a value as the grid shows it; an empty text is *not marked yet*, never 0.

    >>> written(CriterionKind.POINTS, Value(MarkState.MARKED, 7500, unsure=True, note="blot"))
    '7.5?: blot'
    >>> written(CriterionKind.CHECK, Value(MarkState.NOT_ASSESSED, consequence="full", note="no cuvette"))
    'n/a full: no cuvette'
    >>> written(CriterionKind.READING, Value(MarkState.MARKED, 0, note="no colour")), written(CriterionKind.CHECK, Value())
    ('-: no colour', '')
    """
    note = " ".join(value.note.split())
    return _head(kind, value) + ("?" if value.unsure else "") + (f": {note}" if note else "")


def _head(kind: CriterionKind, value: Value) -> str:
    if value.state is MarkState.NOT_ASSESSED:
        return f"{NOT_ASSESSED[0]} {value.consequence}".strip()
    if value.state is MarkState.ABSENT:
        return ABSENT[0]
    if value.readings:
        return value.readings
    if KINDS[kind].is_keyed and value.mark is not None:
        return NONE
    return "" if value.mark is None else shown(value.mark)


def read(criterion: Criterion, text: str) -> Value:
    """Read what a clerk typed or pasted; refused with the codes of `check_value` and of numbers.

    Points, levels and penalty counts are plain numbers, decimal point or comma; checks 0, the maximum, or yes and no;
    readings are replicates separated by `|`; a dash with a note is *no reading obtained*; choices are codes, a dash is
    *nothing chosen*. `n/a`, if need be with its
    consequence, needs its reason after a colon. A question mark says *unsure*, and whatever stands behind a colon is the note.
    Nothing is read by half: times (`1:35`), dates that a spreadsheet made of a number, replicates behind a note and words that
    may mean *no* or *absent* are refused by name.

    >>> read(Criterion("tidy", CriterionKind.CHECK, 2000), "yes").mark
    2000
    >>> read(Criterion("ph", CriterionKind.READING, 4000), "5,61 | 5,48").readings
    '5,61|5,48'
    >>> str(read(Criterion("tidy", CriterionKind.POINTS, 2000), " ").state)
    'unmarked'
    >>> read(Criterion("ph", CriterionKind.READING, 4000), "1:35|1:40")
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: cell_is_a_time: found=1:35
    """
    head, _, note = text.partition(":")
    _refuse_half_read(criterion, text, note)
    head, note = head.strip(), note.strip()
    unsure = head.endswith("?")
    value = _value(criterion, head.removesuffix("?").strip(), note, unsure=unsure)
    check_value(criterion, value)
    return value


def _refuse_half_read(criterion: Criterion, text: str, note: str) -> None:
    """Refuse what would lose its second half to the note: a time, and replicates after a note."""
    if time := _TIME.match(text):
        raise DomainError("cell_is_a_time", found=time[1])
    if KINDS[criterion.kind].is_measured and _REPLICATE.search(note):
        raise DomainError("replicate_behind_note", found=text.strip())


def _value(criterion: Criterion, head: str, note: str, *, unsure: bool) -> Value:
    word = head.casefold().translate(APOSTROPHES)
    kind = KINDS[criterion.kind]
    if not head:
        return Value(note=note, unsure=unsure)
    if not kind.claims(criterion, head):
        if word.rstrip(".") in ABSENT:
            return Value(MarkState.ABSENT, note=note, unsure=unsure)
        if (consequence := _consequence(word)) is not None:
            return Value(MarkState.NOT_ASSESSED, consequence=consequence, note=note, unsure=unsure)
        _refuse_ambiguous(criterion, head, word)
    given = kind.read_typed(criterion, head if kind.is_keyed else word)
    return Value(MarkState.MARKED, given.mark, given.answers, note=note, unsure=unsure)


def _refuse_ambiguous(criterion: Criterion, head: str, word: str) -> None:
    """Refuse a date and, where no is not an answer, a word that could say no or absent."""
    if any(_DATE.fullmatch(part.strip()) for part in head.split("|")):
        raise DomainError("cell_is_a_date", found=head)
    answers_no = criterion.kind is CriterionKind.CHECK or (criterion.kind is CriterionKind.CHOICE and word == "none")
    is_dash = KINDS[criterion.kind].is_keyed and not any(letter.isalpha() for letter in word)
    if word.rstrip(".") in AMBIGUOUS and not answers_no and not is_dash:
        raise DomainError("cell_is_ambiguous", found=head)


def _consequence(word: str) -> str | None:
    """The consequence behind `n/a`, empty where the chief judge decides; None where no `n/a` stands."""
    start = next((one for one in _longest_first(NOT_ASSESSED) if word == one or word.startswith(one + " ")), None)
    if start is None:
        return None
    rest = word.removeprefix(start).strip()
    if rest and rest not in CONSEQUENCES:
        raise DomainError("consequence_unknown", found=rest)
    return str(CONSEQUENCES[rest]) if rest else ""


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def is_the_same(first: Value, second: Value) -> bool:
    """Whether two people read the same from paper: state, mark, readings as numbers, consequence; notes may differ.

    >>> is_the_same(Value(MarkState.MARKED, readings="5,60|5.4"), Value(MarkState.MARKED, readings="5.6|5.40", note="x"))
    True
    >>> is_the_same(Value(MarkState.MARKED, 0), Value())
    False
    """
    if (first.state, first.mark, first.consequence) != (second.state, second.mark, second.consequence):
        return False
    if not first.readings or not second.readings:
        return first.readings == second.readings
    return parse_answers(first.readings) == parse_answers(second.readings)
