"""The ranking file: one line per team, as other programs read it (formats.md section 3)."""

from collections.abc import Iterable, Sequence

from olympiad.domain.exact import plain, shown
from olympiad.domain.ranking import Ranking, Row
from olympiad.domain.section import Section
from olympiad.domain.task_marks import TaskMark
from olympiad.exchange.csv_writer import csv_text

BEFORE_TASKS = ("place", "team", "name", "institution", "country", "status")
AFTER_TASKS = ("penalties", "total", "award", "decided_by", "missing")


def ranking_csv(section: Section, ranking: Ranking) -> str:
    """Return the whole file: UTF-8 text, comma, line feeds."""
    head = (*BEFORE_TASKS, *(task.code for task in section.tasks), *AFTER_TASKS)
    return csv_text([head, *ranking_lines(ranking.rows)])


def ranking_lines(rows: Iterable[Row]) -> Iterable[Sequence[str]]:
    """Return the cells of each team's line."""
    for row in rows:
        team = row.team
        yield (
            "" if row.place is None else plain(row.place),
            *(team.key, team.name, team.institution, team.country, team.status.value),
            *(mark_cell(mark) for mark in row.marks),
            shown(row.penalties),
            "" if row.total is None else f"{row.total:f}",
            "; ".join(row.awards),
            row.decided_by,
            ";".join(row.missing),
        )


def mark_cell(mark: TaskMark) -> str:
    """A task mark: exact if at most 6 decimal places, else rounded half up to 6; `absent`; empty when missing.

    >>> mark_cell(TaskMark(2500)), mark_cell(TaskMark(0, is_absent=True)), mark_cell(TaskMark(None))
    ('2.5', 'absent', '')
    """
    if mark.is_absent:
        return "absent"
    return "" if mark.value is None else shown(mark.value)
