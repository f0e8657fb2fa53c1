"""Reading the clerk's grid: the texts of its cells and the operations whose values they stood on."""

import re
from collections.abc import Mapping

from olympiad.services.marking.keying import Place, Typed

CELL = re.compile(r"cell-(\d{1,12})-(\d{1,12})")


def texts(form: Mapping[str, str]) -> dict[Place, str]:
    """Return the text of every cell that the form holds, by sheet and criterion."""
    found: dict[Place, str] = {}
    for name, text in form.items():
        if matched := CELL.fullmatch(name):
            found[int(matched[1]), int(matched[2])] = text
    return found


def sheets(form: Mapping[str, str]) -> set[int]:
    """Return the sheets that a form is about: those of its cells and of the buttons that submit or choose."""
    named = {place[0] for place in texts(form)}
    buttons = [*form.get("submit", "").split(","), form.get("chosen", "").partition(":")[0]]
    return named | {int(one) for one in buttons if one.isdecimal() and len(one) <= 12}


def read(form: Mapping[str, str]) -> dict[Place, Typed]:
    """Return what stands in every cell, with the operation on which it stood."""
    return {place: Typed(text, form.get(f"base-{place[0]}-{place[1]}", "")) for place, text in texts(form).items()}
