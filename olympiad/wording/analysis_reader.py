"""Numbers, names and words of the analysis for one reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from olympiad.wording.catalogues import catalogue
from olympiad.wording.numbers import localised

NO_BREAK = "\u00a0"
DASH = "–"


@dataclass(frozen=True)
class Labels:
    """What judges and teams are called, as far as the reader may know; keys where nothing is given."""

    judges: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of teams; empty where the section is blind."""

    def judge(self, key: str) -> str:
        """Return the name of a judge."""
        return self.judges.get(key) or key

    def team(self, key: str) -> str:
        """Return what a team is called here: its code where the section is blind."""
        return self.teams.get(key) or key


class Reader:
    """How one reader reads numbers and names."""

    def __init__(self, language: str, labels: Labels | None = None) -> None:
        self.language, self.labels = language, labels or Labels()
        self.gettext: Callable[[str], str] = catalogue(language).gettext

    def number(self, value: float | None, decimals: int = 1, sign: bool = False) -> str:
        """Return a number, a dash where it is not defined.

        >>> Reader("en").number(-1.25, 1), Reader("en").number(None), Reader("ru").number(2, 1, sign=True)
        ('−1.2', '–', '+2,0')
        """
        if value is None:
            return DASH
        text = f"{value:+.{decimals}f}" if sign else f"{value:.{decimals}f}"
        zero = not text.strip("+-0.")
        return localised(text.lstrip("+-") if zero else text, self.language)

    def between(self, low: float | None, high: float | None, decimals: int = 1) -> str:
        """Return an interval."""
        return DASH if low is None or high is None else f"{self.number(low, decimals)} … {self.number(high, decimals)}"

    def coefficient(self, value: float | None) -> str:
        """Return a coefficient: `.87` in English, with its zero where the language writes a comma.

        >>> Reader("en").coefficient(0.868), Reader("ru").coefficient(-0.07), Reader("en").coefficient(1)
        ('.87', '−0,07', '1.00')
        """
        text = self.number(value, 2)
        return text.replace("0.", ".", 1) if text.startswith(("0.", "\u22120.")) else text

    def coefficients(self, low: float | None, high: float | None) -> str:
        """Return the interval of a coefficient."""
        return DASH if low is None or high is None else f"{self.coefficient(low)} … {self.coefficient(high)}"

    def percent(self, share: float | None, decimals: int = 0, sign: bool = False) -> str:
        """Return a percentage with a no-break space.

        >>> Reader("en").percent(34.4), Reader("en").percent(None)
        ('34\\xa0%', '–')
        """
        text = self.number(share, decimals, sign)
        return text if share is None else f"{text}{NO_BREAK}%"
