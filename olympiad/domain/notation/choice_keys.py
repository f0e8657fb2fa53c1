"""Keys of choices as text: the list of answers, the right ones, and what each is worth; for forms taken apart, too."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from olympiad.domain.choice_keys import ChoiceKey, Choices, Option
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount, is_number, points, thousandths
from olympiad.domain.notation.words import Parts, not_negative, tight, whole

RUBRIC_PARTS = ("choices", "most")
KEY_PARTS = ("right", "each", "wrong")
LONGEST_CODE = 20
_PART = re.compile(r"(?:^|(?<=\s))(\w+)=")
_FORBIDDEN = re.compile(r"[\s|:=;,?]")
NOTHING = ("-", "−", "–", "none", "yoʻq", "нет")
"""What stands for *nothing chosen*; no answer has such a code."""


def parse_choices(text: str, maximum: Amount) -> Choices:
    """Return the list of answers, and the key where it is set: `choices=A:salt|B:soda right=A each=2 wrong=0.5`.

    An answer is a code, with its meaning after a colon if need be; `most` is how many may be chosen. Meanings may
    hold spaces. Without `right` the key is not set yet.

    >>> parse_choices("choices=A:table salt | B:soda most=1 right=B", 2000).key
    ChoiceKey(right=('B',), each=None, wrong=0)
    """
    parts = _parts(text, (*RUBRIC_PARTS, *KEY_PARTS))
    if "choices" not in parts:
        raise DomainError("choices_missing")
    options = tuple(_option(one) for one in parts["choices"].split("|"))
    _refuse_twins([option.code for option in options], text)
    found = Choices(options, _most(parts.get("most"), len(options)))
    if not parts.keys() & set(KEY_PARTS):
        return found
    return Choices(options, found.most, _key(parts, found.codes, text))


def parse_choice_key(text: str, codes: tuple[str, ...]) -> ChoiceKey:
    """Return a key that is set apart from the list: `right=A|C each=1 wrong=0.5`.

    >>> parse_choice_key("right=a|C wrong=0.5", ("A", "B", "C"))
    ChoiceKey(right=('A', 'C'), each=None, wrong=500)
    """
    return _key(_parts(text, KEY_PARTS), codes, text)


def write_choices(found: Choices) -> str:
    """Write the list and the key as `parse_choices` reads them.

    >>> write_choices(parse_choices("choices=A:salt|B right=A", 2000))
    'choices=A:salt|B right=A'
    """
    options = "|".join(f"{one.code}:{one.label}" if one.label else one.code for one in found.options)
    most = [] if found.most is None else [f"most={found.most}"]
    return " ".join([f"choices={options}", *most, *([write_choice_key(found.key)] if found.key else [])])


def write_choice_key(key: ChoiceKey) -> str:
    """Write the right answers and what they are worth.

    >>> write_choice_key(ChoiceKey(("A", "C"), 1000, 500))
    'right=A|C each=1 wrong=0.5'
    """
    each = "" if key.each is None else f" each={points(key.each)}"
    return f"right={'|'.join(key.right)}{each}" + (f" wrong={points(key.wrong)}" if key.wrong else "")


def check_chosen(text: str, options: Choices) -> tuple[str, ...]:
    """Return the codes of chosen answers in the order of the list, each spelled as there."""
    for one in (part.strip() for part in text.split("|")):
        if one not in options.codes:
            raise DomainError("option_unknown", found=one, known=" · ".join(options.codes))
    return parse_chosen(text, options)


def parse_chosen(text: str, options: Choices) -> tuple[str, ...]:
    """Return the codes of chosen answers in the order of the list, in capitals or small letters.

    >>> parse_chosen("c | A", parse_choices("choices=A|B|C", 2000))
    ('A', 'C')
    """
    chosen = _known([part.strip() for part in text.split("|") if part.strip()], options.codes)
    if options.most is not None and len(chosen) > options.most:
        raise DomainError("too_many_choices", limit=options.most)
    return chosen


def key_part(text: str) -> str:
    """Return what is written of the key, without the list of answers.

    >>> key_part("choices=A:salt|B right=B wrong=0.5")
    'right=B wrong=0.5'
    """
    parts = _parts(text, (*RUBRIC_PARTS, *KEY_PARTS))
    return " ".join(f"{name}={tight(parts[name])}" for name in KEY_PARTS if name in parts)


def _key(parts: Parts, codes: tuple[str, ...], text: str) -> ChoiceKey:
    if "right" not in parts:
        raise DomainError("right_missing", found=text)
    right = _known([part.strip() for part in parts["right"].split("|")], codes)
    each = thousandths(not_negative(parts["each"])) if "each" in parts else None
    return ChoiceKey(right, each, thousandths(not_negative(parts.get("wrong", "0"))))


def _known(written: list[str], codes: tuple[str, ...]) -> tuple[str, ...]:
    spelled = {code.casefold(): code for code in codes}
    for one in written:
        if one.casefold() not in spelled:
            raise DomainError("option_unknown", found=one, known=" · ".join(codes))
    _refuse_twins(written, "|".join(written))
    chosen = {spelled[one.casefold()] for one in written}
    return tuple(code for code in codes if code in chosen)


def _refuse_twins(codes: list[str], text: str) -> None:
    if len({code.casefold() for code in codes}) < len(codes):
        raise DomainError("option_twice", found=text)


def _option(text: str) -> Option:
    code, _, label = text.partition(":")
    code, label = code.strip(), label.strip()
    if not code or len(code) > LONGEST_CODE or _FORBIDDEN.search(code) or _is_taken(code):
        raise DomainError("option_malformed", found=code, limit=LONGEST_CODE)
    return Option(code, label)


def _is_taken(code: str) -> bool:
    return is_number(code) or code.casefold() in NOTHING


def _most(text: str | None, count: int) -> int | None:
    most = None if text is None else whole(text, least=1)
    return None if most is None or most >= count else most


def _parts(text: str, known: tuple[str, ...]) -> Parts:
    """Return `name=value` parts, in which a value goes on to the next known name."""
    starts = [match for match in _PART.finditer(text) if match[1] in known]
    if not starts or text[: starts[0].start()].strip():
        raise DomainError("key_part_unknown", found=text, known=", ".join(known))
    parts: Parts = {}
    for start, after in zip(starts, [*(one.start() for one in starts[1:]), len(text)], strict=True):
        value = text[start.end() : after].strip()
        if start[1] in parts:
            raise DomainError("key_part_twice", found=start[1])
        if not value:
            raise DomainError("key_part_unknown", found=start[0], known=", ".join(known))
        parts[start[1]] = value
    return parts


@dataclass(frozen=True)
class ChoiceParts:
    """What stands in each field of a choice's key."""

    options: tuple[tuple[str, str, bool], ...] = ()
    """(code, meaning, whether it is right)."""
    most: str = ""
    each: str = ""
    wrong: str = ""


def take_choices_apart(text: str) -> ChoiceParts:
    """Return the fields of a written key, empty where nothing is written.

    >>> take_choices_apart("choices=A:salt|B right=B wrong=0.5")
    ChoiceParts(options=(('A', 'salt', False), ('B', '', True)), most='', each='', wrong='0.5')
    """
    if not text:
        return ChoiceParts()
    parts = _parts(text, (*RUBRIC_PARTS, *KEY_PARTS))
    right = {one.strip().casefold() for one in parts.get("right", "").split("|")}
    pairs = [tuple(part.strip() for part in one.partition(":")[::2]) for one in parts.get("choices", "").split("|")]
    options = tuple((code, label, code.casefold() in right) for code, label in pairs)
    return ChoiceParts(options, parts.get("most", ""), parts.get("each", ""), parts.get("wrong", ""))


def put_choices_together(parts: ChoiceParts) -> str:
    """Write the key as criteria.csv does; a bar in a meaning would end the answer and becomes a slash.

    >>> put_choices_together(ChoiceParts((("A", "salt", True), ("B", "", False)), "1", "", "0.5"))
    'choices=A:salt|B most=1 right=A wrong=0.5'
    """
    options = _options(parts)
    listed = "|".join(f"{code}:{label}" if label else code for code, label, _ in options)
    key = put_choice_key_together([code for code, _, right in options if right], parts.each, parts.wrong)
    most = f"most={tight(parts.most)}" if parts.most.strip() else ""
    return " ".join(filter(None, [f"choices={listed}" if listed else "", most, key]))


def _options(parts: ChoiceParts) -> list[tuple[str, str, bool]]:
    """Return the rows of the form in which something stands, as they are written."""
    rows = [(tight(code), label.strip().replace("|", "/"), right) for code, label, right in parts.options]
    return [row for row in rows if row[0] or row[1]]


def put_choice_key_together(right: Iterable[str], each: str, wrong: str) -> str:
    """Write the right answers and what they are worth, as keys.csv does; empty where none is right.

    >>> put_choice_key_together(["A"], "", "0.5"), put_choice_key_together([], "", "")
    ('right=A wrong=0.5', '')
    """
    values = [("right", "|".join(right)), ("each", tight(each)), ("wrong", tight(wrong))]
    return " ".join(f"{name}={value}" for name, value in values if value)
