"""The rules of a section in words: what each key is called, what each choice means, what an award asks for."""

from collections.abc import Callable
from typing import Any

from olympiad.domain.award_conditions import CONDITIONS, AtBorder, Cap, Count, CountedFrom, Share, Total
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.awards import parse_award
from olympiad.domain.rules import AwardLevel, Rules
from olympiad.wording.awards import award_name
from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.numbers import number_text

KEYS = {
    "scale": N_("What a task mark becomes"),
    "sd": N_("Standard deviation"),
    "task_decimals": N_("Decimals of task marks"),
    "decimals": N_("Decimals of totals"),
    "penalty_floor": N_("Penalties never make a sheet negative"),
    "missing": N_("A team with a missing mark"),
    "part": N_("Weights of the parts"),
    "places": N_("How places are counted"),
    "ties": N_("Tie-breaks, in this order"),
    "no_show": N_("A team that did not come"),
    "award": N_("Awards, the highest first"),
    "share_of": N_("Shares are of"),
    "conflict": N_("A judge of the team’s institution"),
    "blind": N_("Judges see team codes only"),
    "points_shown": N_("Judges see what a reading gives"),
}
"""Each key of rules.csv as the page calls it, in the order of the page."""

CHOICES = {
    "scale": {
        "raw": N_("Stays as it is; totals are weighted sums"),
        "percent": N_("Percent of the task’s maximum"),
        "best": N_("Percent of the best mark in the task"),
        "z": N_("z-score: distance from the mean in standard deviations"),
        "t": N_("T-score: 50 + 10 z"),
    },
    "sd": {"population": N_("Of the population (divided by n)"), "sample": N_("Of a sample (divided by n − 1)")},
    "penalty_floor": {"yes": N_("Yes, a sheet total is at least 0"), "no": N_("No, a sheet total may be below 0")},
    "missing": {"no_place": N_("has no place until the mark is there"), "zero": N_("counts 0 there and is placed")},
    "no_show": {"placed": N_("is placed with 0"), "unplaced": N_("is listed without a place")},
    "places": {
        "1224": N_("1, 2, 2, 4 – tied teams share the better place"),
        "1223": N_("1, 2, 2, 3 – no place is left out"),
        "1334": N_("1, 3, 3, 4 – tied teams share the worse place"),
        "fractional": N_("1, 2.5, 2.5, 4 – tied teams share the mean place"),
        "1234": N_("1, 2, 3, 4 – no tie may be left"),
    },
    "share_of": {"present": N_("the competing teams that came"), "registered": N_("all registered competing teams")},
    "conflict": {
        "warn": N_("may mark it; this is shown and printed in the protocol"),
        "forbid": N_("may not mark it"),
    },
    "blind": {"yes": N_("Yes"), "no": N_("No, names too")},
    "points_shown": {"yes": N_("Yes"), "no": N_("No")},
}
"""What each choice means, by key and value."""

TIE_BREAKS = {
    "task": N_("the better mark in task %(operand)s"),
    "criterion": N_("the better mark for criterion %(operand)s"),
    "best_task": N_("the better best task, then the next one, and so on"),
    "tasks_won": N_("more tasks won"),
    "fewest_penalties": N_("fewer penalty points"),
    "least_time": N_("less time"),
    "extra_round": N_("the extra round"),
}

SETS = {
    "raw_sum": N_("Raw sum, no awards"),
    "degrees_by_share_of_maximum": N_("Three degrees by 80, 70, 60 % of the maximum"),
    "medals_10_20_30": N_("Medals for 10, 20, 30 % of the teams"),
    "medals_icho": N_("Medals as at the IChO: 12, 22, 32 %"),
    "medals_ipho": N_("Medals as at the IPhO: at least 8, 25, 50 %, cumulative"),
    "medals_euso": N_("Medals as at the EUSO: every team, 1 : 2 : 3"),
    "drop_high_low": N_("Highest and lowest sheet dropped"),
}

BORDERS = {
    "at_most": N_("a tie at the border stays below"),
    "at_least": N_("a tie at the border comes along"),
    "nearest": N_("a tie at the border goes where the number is nearest"),
}


TOTALS_OF = {
    "": N_("points"),
    "max": N_("percent of the maximum"),
    "best": N_("percent of the best total"),
    "mean": N_("percent of the mean of the best totals"),
}


def key_words(key: str, language: str) -> str:
    """Name a rule: `award.Gold` is the award's own name, `part.theory` the part's.

    >>> key_words("decimals", "en"), key_words("award.Gold", "en")
    ('Decimals of totals', 'Award “Gold”')
    """
    say = catalogue(language).gettext
    group, _, name = key.partition(".")
    if name and group == "award":
        return say(N_("Award “%(name)s”")) % {"name": award_name(name, language)}
    if name and group == "part":
        return say(N_("Weight of part “%(name)s”")) % {"name": name}
    return say(KEYS[key]) if key in KEYS else key


def value_words(key: str, value: str, language: str) -> str:
    """Say what the value of a rule means.

    >>> value_words("no_show", "unplaced", "en"), value_words("task_decimals", "", "en")
    ('is listed without a place', 'not rounded')
    """
    say = catalogue(language).gettext
    if key in CHOICES:
        return say(CHOICES[key][value]) if value in CHOICES[key] else value
    if key.startswith("award."):
        return _written_award(key, value, language)
    if key == "ties":
        chain = [tie_words(one.strip(), language) for one in value.split(";") if one.strip()]
        return "; ".join(chain) or say(N_("none: the place is shared"))
    if key == "task_decimals":
        return value or say(N_("not rounded"))
    return value


def _written_award(key: str, value: str, language: str) -> str:
    try:
        return award_words(parse_award(key.removeprefix("award."), value), language)
    except DomainError:
        return value


def tie_words(written: str, language: str) -> str:
    """Say one tie-break.

    >>> tie_words("task:P", "en")
    'the better mark in task P'
    """
    name, _, operand = written.partition(":")
    if name not in TIE_BREAKS:
        return written
    return catalogue(language).gettext(TIE_BREAKS[name]) % {"operand": operand}


def award_words(level: AwardLevel, language: str) -> str:
    """Say what a level asks for.

    >>> from olympiad.domain.notation.awards import parse_award
    >>> award_words(parse_award("I", "share=10% total>=60%max"), "en")
    'the best 10 %; at least 60 % of the maximum; a tie at the border stays below'
    """
    asked = [*level.conditions]
    if level.quota(0) is not None and not any(isinstance(one, AtBorder) for one in asked):
        asked.append(AtBorder())
    parts = [WORDS[name](one, language) for name in CONDITIONS for one in asked if one.name == name]
    return "; ".join(parts) or catalogue(language).gettext(N_("every placed team that has no higher award"))


def _share_words(share: Share, language: str) -> str:
    return catalogue(language).gettext(N_("the best %(share)s %%")) % {
        "share": number_text(share.value * 100, language)
    }


def _count_words(count: Count, language: str) -> str:
    ngettext = catalogue(language).ngettext
    return ngettext("the best team", "the best %(num)s teams", count.value) % {"num": count.value}


def _total_words(total: Total, language: str) -> str:
    say = catalogue(language).gettext
    if total.of == "points":
        return say(N_("a total of at least %(points)s")) % {"points": number_text(total.value, language)}
    share = number_text(total.value * 100, language)
    if total.of == "max":
        return say(N_("at least %(share)s %% of the maximum")) % {"share": share}
    if total.of == "best":
        return say(N_("at least %(share)s %% of the best total")) % {"share": share}
    told = {"share": share, "count": total.best_count}
    return say(N_("at least %(share)s %% of the mean of the best %(count)s totals")) % told


def _cap_words(cap: Cap, language: str) -> str:
    ngettext = catalogue(language).ngettext
    return ngettext("at most %(num)s team gets it", "at most %(num)s teams get it", cap.value) % {"num": cap.value}


def _from_words(condition: CountedFrom, language: str) -> str:
    return catalogue(language).gettext(N_("only with %(count)s teams or more")) % {"count": condition.value}


WORDS: dict[str, Callable[[Any, str], str]] = {
    "share": _share_words,
    "count": _count_words,
    "total": _total_words,
    "place": lambda condition, language: catalogue(language).gettext(N_("first place, tie-breaks included")),
    "cap": _cap_words,
    "from": _from_words,
    "border": lambda condition, language: catalogue(language).gettext(BORDERS[condition.value.value]),
}
"""What each condition asks for, in words."""

AWARD_FIELDS = {
    "share": N_("Best share in percent"),
    "count": N_("Best teams"),
    "total": N_("Total from"),
    "total_of": N_("The total is in"),
    "mean_of": N_("Mean of how many"),
    "place": N_("First place only"),
    "cap": N_("At most, teams"),
    "counted_from": N_("Only from, teams"),
    "border": N_("A tie at the border"),
}
"""What a form calls each field of a condition."""

AWARD_CHOICES = {"total_of": TOTALS_OF, "border": BORDERS}
"""What can be chosen in those fields that are choices."""


def rule_lines(written: dict[str, str], rules: Rules, language: str) -> list[tuple[str, str]]:
    """Return every rule but the awards as (name, meaning); the standard deviation only where the scale uses it."""
    keys = [key for key in KEYS if key not in ("award", "part")]
    if rules.scale.value not in ("z", "t"):
        keys.remove("sd")
    lines = [(key_words(key, language), value_words(key, written.get(key, ""), language)) for key in keys]
    parts = [(key, value) for key, value in written.items() if key.startswith("part.")]
    return lines + [(key_words(key, language), value) for key, value in parts]


def award_lines(rules: Rules, language: str) -> list[tuple[str, str]]:
    """Return each award, the highest first, with what it asks for."""
    return [(award_name(level.name, language), award_words(level, language)) for level in rules.awards]
