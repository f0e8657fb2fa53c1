"""The code on a printed score sheet: section, team, task and judge as one text, written for a scanner and read back."""

from typing import NamedTuple

MARK = "OLYMPIAD"
"""What every code begins with, so that a scanned team card or another code is told from a score sheet."""


class PaperCode(NamedTuple):
    """What a score sheet on paper says of itself; without a judge where nobody was assigned when it was printed."""

    edition: str
    section: str
    team: str
    task: str
    judge: str = ""


def written(code: PaperCode) -> str:
    """Return the text in the QR code.

    >>> written(PaperCode("samarkand-2026", "biochemistry", "C27", "A", "J2"))
    'OLYMPIAD/samarkand-2026/biochemistry/C27/A/J2'
    >>> written(PaperCode("samarkand-2026", "biochemistry", "C27", "A"))
    'OLYMPIAD/samarkand-2026/biochemistry/C27/A'
    """
    return "/".join([MARK, *(part for part in code if part)])


def read(text: str) -> PaperCode | None:
    """Return what a scanned text says; None where it is no code of a score sheet.

    >>> read("OLYMPIAD/samarkand-2026/biochemistry/C27/A/J2").judge
    'J2'
    >>> read("https://example.org/team/C27") is None
    True
    """
    mark, *parts = text.strip().split("/", 5)
    if mark.upper() != MARK or len(parts) not in (4, 5):
        return None
    return PaperCode(*parts)
