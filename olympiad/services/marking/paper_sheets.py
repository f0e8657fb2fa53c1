"""From a sheet of paper to the row of the clerk's grid: what its code says, or what the clerk typed of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import SheetState
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.paper_codes import PaperCode, read
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.team import Team


def find(session: Session, section: Section, text: str) -> ScoreSheet:
    """Return the sheet that a scanned code names, or a typed team, task and judge such as `C27 A J2`.

    Without a judge it must be the only sheet of the team at the task. Raises `paper_code_unknown`,
    `paper_of_another_section`, `paper_without_sheet`, `paper_of_several_judges`.
    """
    code = _code(session, section, text)
    query = (
        select(ScoreSheet)
        .join(Team, Team.id == ScoreSheet.team_id)
        .join(Task, Task.id == ScoreSheet.task_id)
        .join(Judge, Judge.id == ScoreSheet.judge_id)
        .where(ScoreSheet.section_id == section.id, ScoreSheet.state != SheetState.VOID)
        .where(Team.code == code.team, Task.code == code.task)
    )
    found = list(session.scalars(query.where(Judge.key == code.judge) if code.judge else query.limit(2)))
    if not found:
        raise DomainError("paper_without_sheet", team=code.team, task=code.task, judge=code.judge)
    if len(found) > 1:
        raise DomainError("paper_of_several_judges", team=code.team, task=code.task)
    return found[0]


def _code(session: Session, section: Section, text: str) -> PaperCode:
    edition = session.get_one(Edition, section.edition_id)
    scanned = read(text)
    if scanned is not None:
        if (scanned.edition, scanned.section) != (edition.slug, section.slug):
            raise DomainError("paper_of_another_section", section=scanned.section)
        return scanned
    parts = text.split()
    if len(parts) not in (2, 3):
        raise DomainError("paper_code_unknown", found=text.strip()[:80])
    return PaperCode(edition.slug, section.slug, parts[0].upper(), *parts[1:])
