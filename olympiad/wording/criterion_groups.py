"""Headings above criteria on a score sheet, taken from what the texts of neighbours begin with."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

SIGN = ": "


class Grouped(NamedTuple):
    """A criterion's text on the sheet; `heading` stands above the first one of a group."""

    heading: str
    text: str


def grouped(texts: Sequence[str]) -> list[Grouped]:
    """Return each text without the words before a colon that it shares with its neighbour; the first of them bears these words.

    A rubric needs no column for it, and whoever reads one criterion alone, in a letter or an appeal, still reads all of its text.

    >>> [tuple(one) for one in grouped(["Before: goggles worn", "Before: sample checked", "Protein: Biuret"])]
    [('Before', 'goggles worn'), ('', 'sample checked'), ('', 'Protein: Biuret')]
    """
    found = []
    for words, run in groupby(texts, _beginning):
        members = list(run)
        if not words or len(members) == 1:
            found += [Grouped("", text) for text in members]
            continue
        rest = [text[len(words) + len(SIGN) :].strip() for text in members]
        found += [Grouped("" if at else words, text) for at, text in enumerate(rest)]
    return found


def _beginning(text: str) -> str:
    words, sign, rest = text.partition(SIGN)
    return words if sign and rest.strip() else ""
