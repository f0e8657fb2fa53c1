"""What if the rules were others: the same marks ranked again, and who would move; nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from olympiad.analysis.order import Order
from olympiad.domain.award_conditions import AtBorder, Count, Share, Total
from olympiad.domain.choices import Border, Method, Scale, ShareOf
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import Evidence, gather
from olympiad.domain.known_marks import KnownMarks
from olympiad.domain.ranking import Ranking, rank_evidence
from olympiad.domain.rules import AwardLevel
from olympiad.domain.section import Section
from olympiad.domain.what_if import Mover, compare

MOST_TEAMS = 200
"""With more teams, trials that need every task mark again are left out."""
SHOWN = 6
SCALES = (Scale.PERCENT, Scale.BEST, Scale.Z, Scale.T)


@dataclass(frozen=True)
class Moved:
    """A team whose award would be another one."""

    team: str
    before: str
    after: str


@dataclass(frozen=True)
class Trial:
    """The same marks under other rules: how many places and awards would move, None where that cannot be told."""

    rules: str
    places: int | None
    awards: int | None
    moved: tuple[Moved, ...] = ()
    task: str = ""
    """The task that is left out."""


def trials(section: Section, ranking: Ranking, order: Order, known: KnownMarks) -> tuple[Trial, ...]:
    """Rank the same marks under other rules. `known` holds the task marks of the ranking."""
    changes = [("equal_weights", _equal_weights(section)), *_other_scales(section), *_other_borders(section)]
    if len(section.teams) <= MOST_TEAMS:
        if max((task.judges for task in section.tasks), default=1) > 2:
            tasks = tuple(replace(task, method=Method.MEDIAN) for task in section.tasks)
            changes.append(("median", replace(section, tasks=tasks)))
        changes += _without_tasks(section)
    evidence = gather(section)  # the same under all these rules
    found = [_trial(name, ranking, replace(evidence, section=changed), known) for name, changed in changes]
    if section.penalties:
        found.insert(0, _trial("without_penalties", ranking, gather(replace(section, penalties=())), known))
    return _without_severity(order), *found


def _other_scales(section: Section) -> list[tuple[str, Section]]:
    return [
        (f"scale_{scale}", replace(section, rules=replace(section.rules, scale=scale)))
        for scale in SCALES
        if scale is not section.rules.scale
    ]


def _other_borders(section: Section) -> list[tuple[str, Section]]:
    """Return the section without tie-breaks, with ties at a border on its other side, and with shares of others."""
    rules = section.rules
    found = [("without_ties", replace(rules, ties=()))] if rules.ties else []
    if any(map(_cuts, rules.awards)):
        side = _other_side(rules.awards)
        awards = tuple(_with_border(level, side) if _cuts(level) else level for level in rules.awards)
        found.append((f"border_{side}", replace(rules, awards=awards)))
    if any(map(_has_share, rules.awards)):
        other = ShareOf.REGISTERED if rules.share_of is ShareOf.PRESENT else ShareOf.PRESENT
        found.append((f"share_of_{other}", replace(rules, share_of=other)))
    return [(name, replace(section, rules=changed)) for name, changed in found]


def _other_side(awards: Sequence[AwardLevel]) -> Border:
    is_up = all(level.border is Border.AT_LEAST for level in awards if _cuts(level))
    return Border.AT_MOST if is_up else Border.AT_LEAST


def _has_share(level: AwardLevel) -> bool:
    return any(isinstance(one, Share) for one in level.conditions)


def _cuts(level: AwardLevel) -> bool:
    """Whether the border of a level can meet a tie."""
    return any(isinstance(one, Share | Count) for one in level.conditions)


def _with_border(level: AwardLevel, side: Border) -> AwardLevel:
    kept = tuple(one for one in level.conditions if not isinstance(one, AtBorder))
    return replace(level, conditions=(*kept, AtBorder(side)))


def _without_tasks(section: Section) -> list[tuple[str, Section]]:
    """Leave out each task in turn."""
    if len(section.tasks) < 2:
        return []
    found = []
    for task in section.tasks:
        tasks = tuple(replace(one, weight=Fraction(0)) if one.code == task.code else one for one in section.tasks)
        found.append((f"without_task/{task.code}", replace(section, tasks=tasks)))
    return found


def _without_severity(order: Order) -> Trial:
    """Compare with the order of totals from which the severity of judges was taken off; awards stay with their places."""
    if any(one.adjusted_place is None for one in order.standings) or not order.standings:
        return Trial("severity_out", None, None)
    ranked = sorted(order.standings, key=lambda one: one.place)
    moved = []
    for one in ranked:
        after = ranked[min((one.adjusted_place or 1), len(ranked)) - 1].award
        if after != one.award:
            moved.append(Moved(one.team, one.award, after))
    places = sum(one.adjusted_place != int(one.place) for one in ranked)
    return Trial("severity_out", places, len(moved), tuple(moved[:SHOWN]))


def _equal_weights(section: Section) -> Section:
    most = max((Fraction(task.maximum) for task in section.tasks), default=Fraction(1)) or Fraction(1)
    tasks = tuple(
        replace(task, weight=most / Fraction(task.maximum)) if task.maximum else task for task in section.tasks
    )
    return replace(section, tasks=tasks)


def _trial(name: str, ranking: Ranking, changed: Evidence, known: KnownMarks) -> Trial:
    rules, _, task = name.partition("/")
    try:
        moved = compare(ranking, rank_evidence(changed, known.fork())).movers
    except DomainError:
        return Trial(rules, None, None, task=task)
    places = sum(one.before.place != one.after.place for one in moved)
    if rules.startswith(("scale_", "without_task")) and _needs_points(changed.section):
        return Trial(rules, places, None, task=task)  # borders in points would need new values
    awarded = [one for one in moved if one.before.award != one.after.award]
    return Trial(rules, places, len(awarded), tuple(map(_moved, awarded[:SHOWN])), task)


def _needs_points(section: Section) -> bool:
    conditions = [one for level in section.rules.awards for one in level.conditions]
    return any(isinstance(one, Total) and one.of in ("points", "max") for one in conditions)


def _moved(one: Mover) -> Moved:
    return Moved(one.team.key, one.before.award, one.after.award)
