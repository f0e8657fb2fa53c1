"""Awards as text: the conditions of a level read, taken apart into the fields of a form, and put together again."""

from olympiad.domain.award_conditions import CONDITIONS, Condition, unknown
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.words import Parts
from olympiad.domain.rules import AwardLevel

FIELDS = {name: shape for one in CONDITIONS.values() for name, shape in one.fields.items()}
"""Fields of a form over an award, and their shape; beside them `more` holds what has no field."""
MORE = "more"


def parse_award(name: str, text: str) -> AwardLevel:
    """Return a level with its conditions, separated by spaces; without any it is for every placed team.

    >>> parse_award("I", "total>=80%max from=6").conditions
    (Total(of='max', value=Fraction(4, 5), best_count=1), CountedFrom(value=6))
    """
    conditions: list[Condition] = []
    for written in text.split():
        kind, value = _kind_of(written)
        if kind is None:
            raise unknown(written)
        condition = kind.read(value)
        if not kind.repeats and kind in map(type, conditions):
            raise DomainError("condition_twice", found=written)
        conditions.append(condition)
    return AwardLevel(name, text, tuple(conditions))


def _kind_of(written: str) -> tuple[type[Condition] | None, str]:
    """Return the kind of a written condition, and its value."""
    for name, kind in CONDITIONS.items():
        if written.startswith(name + kind.sign):
            return kind, written.removeprefix(name + kind.sign)
    return None, ""


def take_apart(text: str) -> Parts:
    """Return the fields of a written award, empty where it does not ask; what has no field stays in `more`.

    >>> {name: value for name, value in take_apart("share=10% total>=90%mean3 from=6").items() if value}
    {'share': '10', 'total': '90', 'total_of': 'mean', 'mean_of': '3', 'counted_from': '6'}
    >>> take_apart("total>=80 total>=60%max loud")["more"]
    'total>=60%max loud'
    """
    found: Parts = {}
    more: list[str] = []
    for written in text.split():
        kind, value = _kind_of(written)
        fields = kind.take_apart(value) if kind else {}
        if not fields or fields.keys() & found.keys():
            more.append(written)
        else:
            found |= fields
    return dict.fromkeys(FIELDS, "") | found | {MORE: " ".join(more)}


def put_together(fields: Parts) -> str:
    """Write the award as rules.csv does; spaces in a field are left out, so that a field is one condition.

    >>> put_together({"share": "10 %", "total": "80", "total_of": "max", "counted_from": "6"})
    'share=10% total>=80%max from=6'
    """
    known = dict.fromkeys(FIELDS, "") | fields
    values = {name: kind.put_together(known) for name, kind in CONDITIONS.items()}
    written = [f"{name}{CONDITIONS[name].sign}{value}" for name, value in values.items() if value]
    return " ".join([*written, *known.get(MORE, "").split()])
