"""What a chief judge should hear while marking goes on: a judge who drifts, a task whose judges part ways."""

from collections import defaultdict
from collections.abc import Mapping
from statistics import fmean

from olympiad.analysis.judge_fairness import Trend, drifts
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape
from olympiad.analysis.states import Note, Notes, named, weak

FAR = 0.1
"""Share of the maximum from which on two totals lie far apart."""
LEAST = 3
"""So many teams in a task must lie apart, and so large a share of those marked twice."""
SHARE = 0.25
LOOK_AT = 3
"""So many teams of a judge who drifts are named."""


def live_notes(marks: SectionMarks, codes: Mapping[str, str]) -> Notes:
    """Return what is worth a look now, with the codes of the teams; fast enough for every opening of the board."""
    notes: list[Note] = []
    for task in marks.tasks:
        apart, shared = _apart(task, marks.of_task(task.code))
        if len(apart) >= LEAST and len(apart) >= SHARE * shared:
            notes.append(weak("live_apart", task=task.code, teams=named(codes.get(team, team) for team in apart)))
    for one in drifts(marks):
        if any(note.reason == "drifts" for note in one.notes):
            teams = named(codes.get(team, team) for team in _last_moved(marks, one))
            notes.append(weak("live_drifts", judge=one.judge, task=one.task, teams=teams))
    return tuple(notes)


def _last_moved(marks: SectionMarks, trend: Trend) -> list[str]:
    """Return the teams of the later half of a judge's sheets that lie furthest out in the direction of the drift."""
    sheets = marks.of_task(trend.task)
    others: dict[str, list[float]] = defaultdict(list)
    for sheet in sheets:
        if sheet.judge != trend.judge:
            others[sheet.team].append(sheet.total)
    shared = [sheet for sheet in _in_time([one for one in sheets if one.judge == trend.judge]) if sheet.team in others]
    side = 1 if (trend.value or 0) > 0 else -1
    later = shared[len(shared) // 2 :]
    later.sort(key=lambda sheet: (-side * (sheet.total - fmean(others[sheet.team])), sheet.team))
    return [sheet.team for sheet in later[:LOOK_AT]]


def _in_time(sheets: list[SheetMarks]) -> list[SheetMarks]:
    """Return the sheets of which the time is known, the first first."""
    timed = [sheet for sheet in sheets if sheet.minute is not None]
    return sorted(timed, key=lambda sheet: (sheet.minute or 0.0, sheet.team))


def _apart(task: TaskShape, sheets: list[SheetMarks]) -> tuple[list[str], int]:
    """Return the teams whose sheets lie furthest apart, and how many teams have several sheets."""
    totals: dict[str, list[float]] = defaultdict(list)
    for sheet in sheets:
        totals[sheet.team].append(sheet.total)
    gaps = {team: max(own) - min(own) for team, own in totals.items() if len(own) > 1}
    far = [team for team, gap in gaps.items() if gap > FAR * task.maximum]
    return sorted(far, key=lambda team: (-gaps[team], team)), len(gaps)
