"""Draws keys of readings: tolerances of every shape, steps, experts, replicates, rounding."""

import random

READING_KEYS = [
    "value=5 full=2% zero=20%",
    "value=5 unit=mmol/L full=0.1 zero=1",
    "value=5 full=-1%/+2% zero=-10%/+30%",
    "value=5 full=+2% zero=20%",
    "value=-5 full=2% zero=20%",
    "value=0 full=0.1 zero=0.5",
    "value=5 full=2% zero=2%",
    "value=5 full=-0.1/+1% zero=-50%/+0.5",
    "value=5 full=-2% zero=1 replicates=median round=step",
    "value=5 full=0 zero=1 replicates=median",
    "value=5 full=2% zero=20% replicates=best round=step",
    "value=5 full=2% zero=20% replicates=concordant:0.2",
    "value=5 full=2% zero=20% replicates=mean round=step",
    "value=5 steps=2%:2|5%:1.5|10%:0.5",
    "value=5 steps=0.1:1|0.5:2|1:0.25 replicates=concordant:0.1",
    "experts=4.8|4.9|5|5|5.1|5.2|5.4 full=3..5 zero=2..6 each=0.3",
    "value=5 steps=10%:0.5|5%:1.5|0:2 replicates=best",
    "experts=4.9|4.9|5|5.1|5.1 full=3..3 zero=1..5 each=1.5 replicates=concordant:0.5",
    "experts=5.4|4.8|5|5.1|4.9 full=2..3 zero=1..5 each=0.7 replicates=median round=step",
]
HOW = ["", "", " replicates=mean", " replicates=median", " replicates=best", " replicates=concordant:"]


def random_key(rng: random.Random) -> str:
    """Draw one valid key around the value 5, worth at most 1.5 points in steps."""
    how = rng.choice(HOW)
    if how.endswith(":"):
        how += rng.choice(["0", "0.05", "0.1", "0.25", "1"])
    drawn = rng.choice([_tolerances, _tolerances, _steps, _experts])(rng)
    return drawn + how + rng.choice(["", "", " round=step"]) + rng.choice(["", " unit=mL"])


def _tolerances(rng: random.Random) -> str:
    value = rng.choice(["5", "5.05", "4.9", "-5", "0.3", "6"])
    full, zero = rng.choice(["0", "1%", "2%", "0.05"]), rng.choice(["0.5", "20%", "33.3%", "1.25"])
    if value == "0.3":
        full, zero = "1%", rng.choice(["0.2", "10%"])
    if rng.random() < 0.4:
        full = rng.choice([f"+{full}", f"-{full}", f"-{full}/+0", f"-0/+{full}", f"+{full}/-{full}"])
    if rng.random() < 0.4:
        zero = rng.choice([f"-{zero}/+{zero}", f"+{zero}/-{zero}", f"-{zero}/+0.4"])
    return f"value={value} full={full} zero={zero}"


def _steps(rng: random.Random) -> str:
    steps = [
        f"{within}:{points}"
        for within, points in zip(["0", "2%", "0.2", "10%"], "1.5 1.25 0.5 0.1".split(), strict=False)
    ]
    chosen = rng.sample(steps, rng.randint(1, 4))
    return f"value={rng.choice(['5', '4.8', '-5'])} steps={'|'.join(chosen)}"


def _experts(rng: random.Random) -> str:
    count = rng.randint(3, 8)
    readings = [rng.choice(["4.7", "4.8", "4.9", "4.95", "5", "5", "5.05", "5.1", "5.25"]) for _ in range(count)]
    low, full_low, full_high, high = sorted(rng.choices(range(1, count + 1), k=4))
    each = rng.choice(["0.3", "0.25", "1", "0"])
    return f"experts={'|'.join(readings)} full={full_low}..{full_high} zero={low}..{high} each={each}"


CHOICES = ["choices=A|B|C|D", "choices=A:salt | B:baking soda|C|D", "choices=D|C|B|A most=4"]


def random_choice_key(rng: random.Random) -> str:
    """Draw which of the answers A to D are right and what they are worth."""
    right = "|".join(rng.sample("ABCD", rng.randint(1, 3)))
    each, wrong = rng.choice(["", " each=1", " each=0.5", " each=0.333"]), rng.choice(["", " wrong=0.5", " wrong=1"])
    return rng.choice([f"right={right}{each}{wrong}", f"{wrong}{each} right={right}".strip()])
