"""What the key of a criterion says, in sentences: what is right, how far off still counts, what is taken off."""

from fractions import Fraction

from olympiad.domain.choice_keys import Choices
from olympiad.domain.choices import CriterionKind
from olympiad.domain.criteria import AnswerKey, Counted, Level
from olympiad.domain.exact import Amount
from olympiad.domain.notation.keys import parse_key
from olympiad.domain.readings import Experts, ReadingKey, Replicates, Steps, Tolerance
from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.numbers import mark_text, number_text
from olympiad.wording.rubric import choice_key_words

REPLICATES = {
    "median": N_("Of several readings the median counts."),
    "best": N_("Of several readings the best counts."),
    "concordant": N_("Of several readings the closest pair within %(within)s counts."),
}

EXPERTS = N_(
    "Of %(count)s experts’ readings: full points from the %(low)s. to the %(high)s., none outside the %(from)s. to the %(to)s."
)


def key_words(kind: CriterionKind, text: str, maximum: Amount, language: str) -> list[str]:
    """Say a key as it stands in files, one sentence each; nothing where there is none.

    >>> key_words(CriterionKind.READING, "value=5.55 unit=mmol/L full=2% zero=20%", 4000, "en")
    ['5.55 mmol/L.', 'Full points within ±0.111, none from ±1.11.']
    >>> key_words(CriterionKind.LEVELS, "0=absent | 4=complete / ru: полностью", 4000, "ru")
    ['0 – absent', '4 – полностью']
    >>> key_words(CriterionKind.PENALTY, "each=1 free=1", 4000, "en")
    ['1 point off each time; the first 1 free.']
    """
    return answer_key_words(parse_key(kind, text, maximum), maximum, language) if text else []


def answer_key_words(key: AnswerKey | object, maximum: Amount, language: str) -> list[str]:
    """Say a parsed key."""
    if isinstance(key, tuple):
        return [_level(one, language) for one in key]
    if isinstance(key, Counted):
        return [_counted(key, language)]
    if isinstance(key, Choices):
        return choice_key_words(key.key, key.options, maximum, language) if key.key else []
    return _reading(key, language) if isinstance(key, ReadingKey) else []


def _level(level: Level, language: str) -> str:
    words = level.words(language)
    points = mark_text(level.points, language)
    return f"{points} – {words}" if words else points


def _counted(key: Counted, language: str) -> str:
    say = catalogue(language).gettext
    told = {"points": mark_text(key.each, language), "free": key.free}
    if key.free:
        return say(N_("%(points)s point off each time; the first %(free)s free.")) % told
    return say(N_("%(points)s point off each time.")) % told


def _reading(key: ReadingKey, language: str) -> list[str]:
    curve = key.curve
    if isinstance(curve, Experts):
        lines = [_experts(curve, language)]
    elif isinstance(curve, Tolerance):
        lines = [_value(curve.value, key.unit, language), _tolerance(curve, language)]
    elif isinstance(curve, Steps):
        lines = [_value(curve.value, key.unit, language), *_steps(curve, language)]
    else:
        lines = []
    return [*lines, *_replicates(key.replicates, language)]


def _value(value: Fraction, unit: str, language: str) -> str:
    return f"{number_text(value, language)} {unit}".strip() + "."


def _experts(curve: Experts, language: str) -> str:
    told = {
        "low": curve.full[0], "high": curve.full[1], "from": curve.zero[0], "to": curve.zero[1], "count": len(curve.readings)
    }  # fmt: skip
    return catalogue(language).gettext(EXPERTS) % told


def _tolerance(curve: Tolerance, language: str) -> str:
    full = _around(curve.full_below, curve.full_above, language)
    zero = _around(curve.zero_below, curve.zero_above, language)
    return catalogue(language).gettext(N_("Full points within %(full)s, none from %(zero)s.")) % {
        "full": full,
        "zero": zero,
    }


def _steps(curve: Steps, language: str) -> list[str]:
    said = catalogue(language).gettext(N_("Within %(within)s: %(points)s."))
    return [
        said % {"within": _around(one.below, one.above, language), "points": mark_text(one.points, language)}
        for one in curve.bands
    ]


def _around(below: Fraction, above: Fraction, language: str) -> str:
    """Write how far a reading may be off: `±0.1`, or `−0.1 / +0.2` where the sides differ."""
    if below == above:
        return f"±{number_text(below, language)}"
    return f"−{number_text(below, language)} / +{number_text(above, language)}"


def _replicates(rule: Replicates, language: str) -> list[str]:
    words = REPLICATES.get(rule.rule)
    return [catalogue(language).gettext(words) % {"within": number_text(rule.within, language)}] if words else []
