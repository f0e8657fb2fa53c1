"""What a chief judge should hear while marking goes on: a judge who drifts, a task whose judges part ways."""

from collections import defaultdict
from collections.abc import Mapping

from olympiad.analysis.judge_fairness import drifts
from olympiad.analysis.section_marks import SectionMarks, SheetMarks, TaskShape
from olympiad.analysis.states import Note, Notes, named, weak

FAR = 0.1
"""Share of the maximum from which on two totals lie far apart."""
LEAST = 3
"""So many teams in a task must lie apart, and so large a share of those marked twice."""
SHARE = 0.25


def live_notes(marks: SectionMarks, codes: Mapping[str, str]) -> Notes:
    """Return what is worth a look now, with the codes of the teams; fast enough for every opening of the board."""
    notes: list[Note] = []
    for task in marks.tasks:
        apart, shared = _apart(task, marks.of_task(task.code))
        if len(apart) >= LEAST and len(apart) >= SHARE * shared:
            notes.append(weak("live_apart", task=task.code, teams=named(codes.get(team, team) for team in apart)))
    moved = [note for one in drifts(marks) for note in one.notes if note.reason == "drifts"]
    return (*notes, *moved)


def _apart(task: TaskShape, sheets: list[SheetMarks]) -> tuple[list[str], int]:
    """Return the teams whose sheets lie furthest apart, and how many teams have several sheets."""
    totals: dict[str, list[float]] = defaultdict(list)
    for sheet in sheets:
        totals[sheet.team].append(sheet.total)
    gaps = {team: max(own) - min(own) for team, own in totals.items() if len(own) > 1}
    far = [team for team, gap in gaps.items() if gap > FAR * task.maximum]
    return sorted(far, key=lambda team: (-gaps[team], team)), len(gaps)
