"""Reading a judge's answers at the bench: one choice a criterion, a value of the own, of the other, or typed."""

import re
from collections.abc import Mapping

from olympiad.domain.bench import Answer, Choice
from olympiad.domain.exact import milli

CHOICE = re.compile(r"choice-(\d{1,12})")
TYPED = "typed"


def read(form: Mapping[str, str]) -> dict[int, Answer]:
    """Return the answers by criterion; what is left open is left out. A typed value that is no number is refused."""
    found: dict[int, Answer] = {}
    for name, chosen in form.items():
        matched = CHOICE.fullmatch(name)
        if matched and chosen:
            found[int(matched[1])] = _answer(chosen, form.get(f"typed-{matched[1]}", ""))
    return found


def _answer(chosen: str, typed: str) -> Answer:
    if chosen in (Choice.KEEP, Choice.ESCALATE):
        return Answer(Choice(chosen))
    text = typed.strip() if chosen == TYPED else chosen
    return Answer(Choice.AGREE, milli(text))
