"""The rulebook as a page: every rule and choice, made from the registries' docstrings: python -m olympiad.rulebook."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from olympiad.domain import choices
from olympiad.domain.award_conditions import BORDERS, CONDITIONS
from olympiad.domain.choice_keys import ChoiceKey
from olympiad.domain.institutions import TABLES
from olympiad.domain.joining import METHODS
from olympiad.domain.notation.choice_keys import parse_choice_key, parse_choices
from olympiad.domain.notation.rules import READERS, write_rules
from olympiad.domain.places import PLACE_STYLES
from olympiad.domain.readings import REPLICATES, Experts, Steps, Tolerance
from olympiad.domain.rules import Rules
from olympiad.domain.scales import LINEAR, standardise
from olympiad.domain.section import Section
from olympiad.domain.sheets import failed_criteria, sheet_worths, total_of
from olympiad.domain.task_marks import finished, joined_worth
from olympiad.domain.tie_breaks import TIE_BREAKS

Name = TypeVar("Name", bound=str)

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rulebook.md"

HEAD = """# The rulebook

Every rule that turns marks into places and awards, and every choice that a section has. This page is made from
the code (`make rulebook`); a test compares the two. The order of computation: points of each criterion, sheet
totals, joined marks, agreed marks, penalties, task marks, scale, weights, section penalties, the printed total,
places, awards. Everything is exact until a rounding is named; amounts are whole thousandths, or fractions of
them where something was divided.
"""


def rulebook() -> str:
    """The whole page in Markdown."""
    return HEAD + "".join(f"\n## {title}\n\n{body}" for title, body in _sections())


def _sections() -> Iterator[tuple[str, str]]:
    yield "What is ranked", _quoted(Section)
    yield (
        "Criterion kinds and states",
        _enums(choices.CriterionKind, choices.MarkState, choices.Consequence, choices.TeamStatus, choices.JudgeKind),
    )
    yield "Points of a sheet", _listed(sheet_worths, total_of, failed_criteria)
    yield "Keys of readings", _listed(Tolerance, Steps, Experts)
    yield "Keys of choices", _listed(ChoiceKey, parse_choices, parse_choice_key)
    yield "Replicates", _registry(REPLICATES)
    yield "Joining the sheets", _registry(METHODS) + _listed(joined_worth)
    yield "Task marks", _listed(finished)
    yield "Scales", _registry(LINEAR) + _listed(standardise)
    yield "Tie-breaks", _registry({one.written: one.value for one in TIE_BREAKS.values()})
    yield "Places", _registry(PLACE_STYLES)
    yield "Award borders", _registry(BORDERS)
    yield "Award conditions", "`award.NAME`, separated by spaces, all must hold.\n\n" + _registry(CONDITIONS)
    yield "Institutions' table", _registry(TABLES)
    yield "Rule keys and their defaults", _defaults()


def _first(thing: object) -> str:
    """The words of a docstring before its examples and errors, on one line."""
    text = (thing.__doc__ or "").partition(">>>")[0].partition("Raises ")[0]
    return " ".join(text.split())


def _registry(registry: Mapping[Name, Callable[..., object]]) -> str:
    seen: dict[str, str] = {}
    for name, rule in registry.items():
        seen.setdefault(_first(rule), str(getattr(name, "value", name)))
    return "".join(f"- {said}\n" if said.startswith("`") else f"- `{name}`: {said}\n" for said, name in seen.items())


def _listed(*things: object) -> str:
    return "".join(f"- {_first(thing)}\n" for thing in things)


def _quoted(thing: object) -> str:
    """A docstring whose lines are a table."""
    lines = (thing.__doc__ or "").strip().splitlines()
    return "".join(f"{line.removeprefix('    ')}".rstrip() + "\n" for line in ["```text", *lines, "```"])


def _enums(*enums: type[StrEnum]) -> str:
    return "".join(f"- {' · '.join(f'`{one.value}`' for one in enum)}: {_first(enum)}\n" for enum in enums)


def _defaults() -> str:
    defaults = dict(write_rules(Rules()))
    rows = "".join(f"| `{key}` | {f'`{defaults[key]}`' if defaults.get(key) else 'none'} |\n" for key in READERS)
    return f"| key | default |\n|---|---|\n{rows}"


if __name__ == "__main__":
    PAGE.write_text(rulebook(), encoding="utf-8")
