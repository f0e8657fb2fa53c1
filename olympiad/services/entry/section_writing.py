"""Writing planned rows into the database: one function per table, in the order in which they need each other."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.exact import milli, whole, written_amount
from olympiad.domain.lifecycle import refuse_archived
from olympiad.exchange.cell_kinds import CONSENTS, folded
from olympiad.exchange.columns import assign
from olympiad.exchange.overlay import Action, Plan, PlannedRow, Present, rules_order
from olympiad.exchange.row_identity import Cells
from olympiad.models.adjustment import AgreedMark, ExtraRound, Penalty, SpecialAward, TimeTaken
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge, JudgeTask, JudgeTeam
from olympiad.models.participant import Participant
from olympiad.models.rules import Rules
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ReadingKey, Sample, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.entry import mark_import
from olympiad.services.record import audit
from olympiad.services.sections import sheet_assignment, team_codes


class Writing:
    """One import on its way into the database: who writes, when, and the rows that names stand for."""

    def __init__(self, session: Session, section: Section, by: User) -> None:
        self.session, self.section, self.by, self.now = session, section, by, utc_now()
        self.singles: set[sheet_assignment.Place] = set()
        self.institutions = {
            one.key: one
            for one in session.scalars(select(Institution).where(Institution.edition_id == section.edition_id))
        }
        self.teams = {one.key: one for one in session.scalars(select(Team).where(Team.section_id == section.id))}
        self.tasks = {one.code: one for one in session.scalars(select(Task).where(Task.section_id == section.id))}
        self.judges = {one.key: one for one in session.scalars(select(Judge).where(Judge.section_id == section.id))}
        self.criteria = {
            (one.task.code, one.code): one
            for one in session.scalars(
                select(Criterion).join(Task).where(Task.section_id == section.id, Criterion.retired_in.is_(None))
            )
        }

    def institution(self, key: str, country: str = "") -> Institution | None:
        """Find the institution, or make it where it is unknown."""
        if not key:
            return None
        if key not in self.institutions:
            same = next((one for known, one in self.institutions.items() if folded(known) == folded(key)), None)
            made = same or Institution(edition_id=self.section.edition_id, key=key, country=country)
            self.institutions[key] = made
            self.session.add(made)
            self.session.flush()
        return self.institutions[key]


def lock(session: Session, section: Section) -> None:
    """Hold the section's row until the end of the transaction, so that the plan is made of what will still be there."""
    session.flush()
    refuse_archived(audit.lock(session, section.id).stage, "section_import")
    session.expire(section)


def write(session: Session, section: Section, plan: Plan, present: Present, *, by: User) -> None:
    """Write every row of the plan that creates or changes something."""
    writing = Writing(session, section, by)
    for name, write_table in WRITERS.items():
        if rows := plan.changed(name):
            write_table(writing, rows)
            session.flush()
    if "rules" in plan.rows:
        _write_rules(writing, plan.rows["rules"], present)
    if marks := plan.changed("marks"):
        mark_import.imply_judges(session, section, marks)
        mark_import.write_marks(session, section, marks, by=by)
    if any(plan.changed(name) for name in ("teams", "tasks", "judges", "institutions", "rules")):
        sheet_assignment.release_sheets(session, section, frozenset(writing.singles))
        sheet_assignment.ensure_sheets(session, section)


def _write_institutions(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    for row in rows:
        cells = row.cells
        one = writing.institutions.get(cells["institution"])
        if one is None:
            one = writing.institutions[cells["institution"]] = Institution(
                edition_id=writing.section.edition_id, key=cells["institution"]
            )
            writing.session.add(one)
        assign("institutions", one, cells)


def _write_teams(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    section = writing.section
    taken = set(writing.session.scalars(select(Team.code).where(Team.edition_id == section.edition_id)))
    taken |= {row.cells["code"] for row in rows} | {row.cells["team"] for row in rows} | set(writing.teams)
    fresh = iter(team_codes.draw(sum(not row.cells["code"] for row in rows), taken))
    for row in rows:
        cells = row.cells
        one = writing.teams.get(cells["team"])
        if one is None:
            one = writing.teams[cells["team"]] = Team(edition_id=section.edition_id, section_id=section.id)
        assign("teams", one, {**cells, "code": cells["code"] or next(fresh)})
        one.institution = writing.institution(cells["institution"], cells["country"])
        writing.session.add(one)


def _write_participants(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    query = select(Participant).where(Participant.section_id == writing.section.id)
    by_key, by_name = {}, {}
    for one in writing.session.scalars(query):
        by_key[one.key or ""] = one
        by_name[one.team_id, one.name] = one
    for row in rows:
        cells, old = row.cells, row.existing
        team = writing.teams[cells["team"]]
        known = None
        if old is not None:
            known = (
                by_key.get(old["participant"])
                if old["participant"]
                else by_name.get((writing.teams[old["team"]].id, old["name"]))
            )
        one = known or Participant(section_id=writing.section.id)
        one.team_id = team.id
        assign("participants", one, cells)
        _consent(one, cells["consent"], writing.now)
        writing.session.add(one)


def _consent(one: Participant, words: str, now: datetime) -> None:
    given = set(words.split("|")) - {""}
    before = {word for word in CONSENTS if getattr(one, f"consents_{word}")}
    for word in CONSENTS:
        setattr(one, f"consents_{word}", word in given)
    if given != before:
        one.consented_at = now if given else None


def _write_tasks(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    position = max((task.position for task in writing.tasks.values()), default=0)
    for row in rows:
        cells = row.cells
        one = writing.tasks.get(cells["task"])
        if one is None:
            position += 1
            one = writing.tasks[cells["task"]] = Task(
                section_id=writing.section.id, code=cells["task"], position=position
            )
            writing.session.add(one)
        assign("tasks", one, cells)


def _write_criteria(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    positions: dict[str, int] = {}
    for (task, _), there in writing.criteria.items():
        positions[task] = max(positions.get(task, 0), there.position)
    for row in rows:
        cells = row.cells
        place = cells["task"], cells["criterion"]
        one = writing.criteria.get(place)
        if one is None:
            positions[cells["task"]] = positions.get(cells["task"], 0) + 1
            one = writing.criteria[place] = Criterion(
                task=writing.tasks[cells["task"]], code=cells["criterion"], position=positions[cells["task"]],
                introduced_in=writing.section.rubric_version,
            )  # fmt: skip
            writing.session.add(one)
        assign("criteria", one, cells)


def _write_keys(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    known = {(one.criterion_id, one.sample): one for one in writing.session.scalars(select(ReadingKey))}
    for row in rows:
        criterion = writing.criteria[row.cells["task"], row.cells["criterion"]]
        one = known.get((criterion.id, row.cells["sample"])) or ReadingKey(
            criterion_id=criterion.id, sample=row.cells["sample"]
        )
        assign("keys", one, row.cells)
        writing.session.add(one)


def _write_samples(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    known = {(one.team_id, one.task_id): one for one in writing.session.scalars(select(Sample))}
    for row in rows:
        place = _place(writing, row.cells)
        one = known.get(place) or Sample(team_id=place[0], task_id=place[1])
        assign("samples", one, row.cells)
        writing.session.add(one)


def _place(writing: Writing, cells: Cells) -> tuple[int, int]:
    return writing.teams[cells["team"]].id, writing.tasks[cells["task"]].id


def _write_judges(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    for row in rows:
        cells = row.cells
        one = writing.judges.get(cells["judge"])
        if one is None:
            one = writing.judges[cells["judge"]] = Judge(section_id=writing.section.id, key=cells["judge"])
            writing.session.add(one)
        assign("judges", one, cells)
        one.institution = writing.institution(cells["institution"])
        tasks, teams = _words(cells["tasks"]), _words(cells["teams"])
        one.all_tasks, one.all_teams = not tasks, not teams
        one.tasks = _kept(one.tasks, "task_id", [writing.tasks[code].id for code in tasks], JudgeTask)
        one.teams = _kept(one.teams, "team_id", [writing.teams[key].id for key in teams], JudgeTeam)
        if row.action is Action.CREATE or {"also", "except"} & row.before.keys():
            writing.session.flush()
            also, without = (_places(writing, cells[column]) for column in ("also", "except"))
            sheet_assignment.set_exceptions(writing.session, writing.section, one, also, without)
            writing.singles |= {(*place, one.id) for place in also}


def _places(writing: Writing, text: str) -> list[tuple[int, int]]:
    pieces = (piece.partition("/") for piece in _words(text))
    return [(writing.teams[team].id, writing.tasks[task].id) for task, _, team in pieces]


def _words(text: str) -> list[str]:
    return [word for word in text.split(";") if word]


def _kept(present: list, column: str, ids: list[int], table: type) -> list:  # type: ignore[type-arg]
    """Keep the links that stay, so that equal links are not deleted and made again."""
    known = {getattr(link, column): link for link in present}
    return [known.get(one) or table(**{column: one}) for one in ids]


def _write_schedule(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    query = (
        select(ScheduleSlot).join(Team, Team.id == ScheduleSlot.team_id).where(Team.section_id == writing.section.id)
    )
    known = {(one.team_id, one.task_id): one for one in writing.session.scalars(query)}
    for row in rows:
        place, cells = _place(writing, row.cells), row.cells
        one = known.get(place) or ScheduleSlot(team_id=place[0], task_id=place[1])
        assign("schedule", one, cells)
        writing.session.add(one)


def _write_penalties(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    for row in rows:
        cells = row.cells
        task = writing.tasks[cells["task"]] if cells["task"] else None
        writing.session.add(
            Penalty(
                section_id=writing.section.id, team_id=writing.teams[cells["team"]].id, task_id=task.id if task else None,
                points=milli(cells["points"]), reason=cells["reason"], user_id=writing.by.id, at=writing.now,
            )
        )  # fmt: skip


def _write_agreed_marks(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    query = select(AgreedMark).where(AgreedMark.section_id == writing.section.id, AgreedMark.withdrawn_at.is_(None))
    known = {(one.team_id, one.task_id, one.criterion_id): one for one in writing.session.scalars(query)}
    for row in rows:
        cells = row.cells
        criterion_id = writing.criteria[cells["task"], cells["criterion"]].id if cells["criterion"] else None
        place = (*_place(writing, cells), criterion_id)
        if place in known:
            known[place].withdrawn_at = writing.now
        writing.session.add(
            AgreedMark(
                section_id=writing.section.id, team_id=place[0], task_id=place[1], criterion_id=place[2],
                mark=written_amount(cells["mark"]), reason=cells["reason"], decided_by=cells["by"],
                user_id=writing.by.id, at=writing.now,
            )
        )  # fmt: skip


def _write_times(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    known = {
        (one.team_id, one.task_id): one
        for one in writing.session.scalars(select(TimeTaken).where(TimeTaken.section_id == writing.section.id))
    }
    for row in rows:
        place = _place(writing, row.cells)
        one = known.get(place) or TimeTaken(
            section_id=writing.section.id, team_id=place[0], task_id=place[1], seconds=milli(row.cells["seconds"])
        )
        assign("times", one, row.cells)
        writing.session.add(one)


def _write_extra_rounds(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    known = {
        one.team_id: one
        for one in writing.session.scalars(select(ExtraRound).where(ExtraRound.section_id == writing.section.id))
    }
    for row in rows:
        team = writing.teams[row.cells["team"]]
        one = known.get(team.id) or ExtraRound(
            section_id=writing.section.id, team_id=team.id, rank=whole(row.cells["rank"])
        )
        assign("extra_rounds", one, row.cells)
        writing.session.add(one)


def _write_awards(writing: Writing, rows: Sequence[PlannedRow]) -> None:
    known = {
        (one.team_id, one.award): one
        for one in writing.session.scalars(select(SpecialAward).where(SpecialAward.section_id == writing.section.id))
    }
    for row in rows:
        team = writing.teams[row.cells["team"]]
        award, reason = row.cells["award"], row.cells["reason"]
        one = known.get((team.id, award)) or SpecialAward(
            section_id=writing.section.id, team_id=team.id, award=award, reason=reason
        )
        assign("awards", one, row.cells)
        writing.session.add(one)


def _write_rules(writing: Writing, rows: Sequence[PlannedRow], present: Present) -> None:
    pairs = [[row.cells["key"], row.cells["value"]] for row in rules_order(rows, present["rules"])]
    if pairs == [[cells["key"], cells["value"]] for cells in present["rules"]]:
        return
    query = select(Rules.number).where(Rules.section_id == writing.section.id).order_by(Rules.number.desc()).limit(1)
    writing.session.add(
        Rules(
            section_id=writing.section.id, number=(writing.session.scalar(query) or 0) + 1,
            rules=json.dumps(pairs, ensure_ascii=False), user_id=writing.by.id, created_at=writing.now,
        )
    )  # fmt: skip
    writing.session.flush()


WRITERS: dict[str, Callable[[Writing, Sequence[PlannedRow]], None]] = {
    "institutions": _write_institutions,
    "teams": _write_teams,
    "participants": _write_participants,
    "tasks": _write_tasks,
    "criteria": _write_criteria,
    "keys": _write_keys,
    "samples": _write_samples,
    "judges": _write_judges,
    "schedule": _write_schedule,
    "penalties": _write_penalties,
    "agreed_marks": _write_agreed_marks,
    "times": _write_times,
    "extra_rounds": _write_extra_rounds,
    "awards": _write_awards,
}
"""Table → how its rows are written; rules and marks come after them."""
