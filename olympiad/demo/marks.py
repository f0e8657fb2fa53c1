"""What the judges of the demonstration give: drawn from a seed, so that every loading shows the same marks."""

import random
from fractions import Fraction

from olympiad.demo.teams import DemoTeam
from olympiad.domain.choices import Consequence, CriterionKind, MarkState
from olympiad.domain.operations import Value
from olympiad.models.task import Criterion

CHOSEN = ((700, "GLU|KET"), (600, "GLU|KET|BIL"), (0, "GLU|BIL"))
"""What a team of at least this ability takes the unknown sample for; every judge copies the same answers."""
READINGS = {
    ("GLU", "5"): (5.55, 2, 2),
    ("AMY", "6"): (128.0, 0, 2),
    ("PRO", "5"): (72.0, 1, 2),
    ("GAS", "3", "A"): (2.80, 2, 3),
    ("GAS", "3", "B"): (3.40, 2, 3),
    ("REP", "5"): (99.7, 1, 2),
}
"""True value, decimals and replicates by task, criterion and (where there are variants) sample."""

DISAGREEMENT = ("K47", "AMY")
RETURNED = ("B94", "GLU")
ABSENT = ("E32", "URI")
MISSING = ("A98", "GAS")
NOT_ASSESSED = ("F57", "GLU", "8")
CUVETTE_UNZEROED = ("X87", "PRO", "1")


def draw(team: DemoTeam, task: str, sample: str, criteria: list[Criterion]) -> dict[int, Value]:
    """Draw what a team shows at a station, as a careful judge would mark it, by id of the criterion."""
    if (team.code, task) == ABSENT:
        return {criterion.id: Value(MarkState.ABSENT) for criterion in criteria}
    dice = random.Random(f"{team.code}/{task}")  # noqa: S311 a seed, not a secret
    return {criterion.id: _cell(dice, team, task, sample, criterion) for criterion in criteria}


def _cell(dice: random.Random, team: DemoTeam, task: str, sample: str, criterion: Criterion) -> Value:
    quality = min(1.0, max(0.0, dice.gauss(team.ability / 1000 - 0.01, 0.07)))
    if (team.code, task, criterion.code) == NOT_ASSESSED:
        note = "Fire alarm: the hall was cleared before the bench could be seen."
        return Value(MarkState.NOT_ASSESSED, consequence=Consequence.FULL, note=note)
    if criterion.kind == CriterionKind.READING:
        return Value(MarkState.MARKED, readings=_replicates(dice, quality, task, sample, criterion.code))
    if criterion.kind == CriterionKind.CHOICE:
        return Value(MarkState.MARKED, readings=next(chosen for least, chosen in CHOSEN if team.ability >= least))
    if criterion.kind == CriterionKind.PENALTY:
        happened = dice.choices((0, 1, 2), (12, 3, 1))[0]
        return Value(MarkState.MARKED, mark=happened * 1000)
    if criterion.kind == CriterionKind.LEVELS:
        return Value(MarkState.MARKED, mark=_nearest(levels_of(criterion), quality * criterion.maximum))
    if criterion.kind == CriterionKind.CHECK:
        return Value(MarkState.MARKED, mark=criterion.maximum if _is_done(dice, team, task, criterion, quality) else 0)
    steps = list(range(0, criterion.maximum + 1, criterion.step))
    return Value(MarkState.MARKED, mark=_nearest(steps, quality * criterion.maximum))


def _is_done(dice: random.Random, team: DemoTeam, task: str, criterion: Criterion, quality: float) -> bool:
    done = criterion.critical != "no" or dice.random() < quality + 0.1
    return done and (team.code, task, criterion.code) != CUVETTE_UNZEROED


def levels_of(criterion: Criterion) -> list[int]:
    """Read the points of the levels, in thousandths."""
    return [int(Fraction(level.split("=")[0].strip()) * 1000) for level in criterion.key.split("|")]


def _nearest(choices: list[int], wanted: float) -> int:
    return min(choices, key=lambda choice: abs(choice - wanted))


def _replicates(dice: random.Random, quality: float, task: str, sample: str, criterion: str) -> str:
    true, decimals, count = READINGS.get((task, criterion, sample)) or READINGS[task, criterion]
    if task == "GAS":  # one clumsy run, two that agree
        titre = round(true + dice.choice((-1, 1)) * (0.05 if quality > 0.7 else 0.15 if quality > 0.55 else 0.3), 2)
        return "|".join(f"{value:.2f}" for value in (titre + 0.35, titre, titre + 0.05))
    spread = {"REP": 0.02, "PRO": 0.06, "GLU": 0.08, "AMY": 0.12}[task] * (1.05 - quality)
    middle = true * (1 + dice.gauss(0, spread))
    return "|".join(f"{middle * (1 + dice.gauss(0, spread / 6)):.{decimals}f}" for _ in range(count))


def seen_by(
    judge: str, team: DemoTeam, task: str, drawn: dict[int, Value], criteria: list[Criterion]
) -> dict[int, Value]:
    """Return what one judge writes down: half a step more or less here and there, for one team far less."""
    if (team.code, task) == ABSENT:
        return drawn
    dice = random.Random(f"{judge}/{team.code}/{task}")  # noqa: S311
    points = [criterion for criterion in criteria if criterion.kind == CriterionKind.POINTS]
    strict = (team.code, task) == DISAGREEMENT and judge == "J4"
    second = int(judge[1:]) % 2 == 0
    touched = points if strict else dice.sample(points, dice.choice((0, 1)) if second else 0)
    given = dict(drawn)
    for criterion in touched:
        mark = drawn[criterion.id].mark
        if mark is not None:
            moved = mark - 3 * criterion.step if strict else mark + dice.choice((-1, 1)) * criterion.step
            given[criterion.id] = Value(MarkState.MARKED, mark=min(criterion.maximum, max(0, moved)))
    return given
