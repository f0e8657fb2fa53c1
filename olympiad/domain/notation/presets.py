"""Ready-made rules: sets of rows of rules.csv that competitions use, to start from."""

from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True)
class RuleSet:
    """Rows that replace the ones of the same keys; `awards` replaces every award level."""

    name: str
    rows: tuple[Pair, ...] = ()
    awards: tuple[Pair, ...] | None = None
    drops_extremes: bool = False
    """Whether the set is about the method of the tasks (each is then set to `trimmed`)."""


RULE_SETS = {
    one.name: one
    for one in (
        RuleSet("raw_sum", (("scale", "raw"), ("places", "1224"), ("missing", "no_place")), ()),
        RuleSet(
            "degrees_by_share_of_maximum",
            (("scale", "percent"),),
            (
                ("award.I degree", "total>=80%max"),
                ("award.II degree", "total>=70%max"),
                ("award.III degree", "total>=60%max"),
            ),
        ),
        RuleSet(
            "medals_10_20_30",
            awards=(("award.Gold", "share=10%"), ("award.Silver", "share=30%"), ("award.Bronze", "share=60%")),
        ),
        RuleSet(
            "medals_icho",
            awards=(("award.Gold", "share=12%"), ("award.Silver", "share=34%"), ("award.Bronze", "share=66%")),
        ),
        RuleSet(
            "medals_ipho",
            awards=(
                ("award.Gold", "share=8% border=at_least"),
                ("award.Silver", "share=25% border=at_least"),
                ("award.Bronze", "share=50% border=at_least"),
            ),
        ),
        RuleSet(
            "medals_euso",
            (("missing", "zero"), ("no_show", "placed")),
            (("award.Gold", "share=16.67%"), ("award.Silver", "share=50%"), ("award.Bronze", "")),
        ),
        RuleSet("drop_high_low", drops_extremes=True),
    )
}
"""By name, in the order in which they are offered.

Sources: regulations of the national Olympiad (three degrees); IBO and IJSO (10, 20, 30 %); IChO (gold 12 %, silver
22 %, bronze 32 %, here cumulative); IPhO (8, 25, 50 % cumulative); EUSO 2018 (every team, about 1 : 2 : 3).
"""


def apply_set(rows: list[Pair], chosen: RuleSet) -> list[Pair]:
    """Put a set into rows of rules.csv: its keys win, everything else stays.

    >>> apply_set([("decimals", "3"), ("award.I", "share=10%")], RULE_SETS["raw_sum"])
    [('decimals', '3'), ('scale', 'raw'), ('places', '1224'), ('missing', 'no_place')]
    """
    given = {key for key, _ in chosen.rows}
    kept = [
        (key, value)
        for key, value in rows
        if key not in given and not (chosen.awards is not None and key.startswith("award."))
    ]
    return [*kept, *chosen.rows, *(chosen.awards or ())]
