"""What of the analysis is told to whom: severity to judges, one line to the public, notes for the next edition."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.canonical_json import Plain, canonical
from olympiad.domain.errors import DomainError
from olympiad.models.analysis_release import AnalysisRelease
from olympiad.models.judge import Judge
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit

if TYPE_CHECKING:
    from olympiad.analysis.section_analysis import SectionAnalysis

SEVERITY, AGREEMENT, ADVICE = "severity", "agreement", "advice"


@dataclass(frozen=True)
class OwnSeverity:
    """A judge's severity in one task, in percent of the maximum; a positive value is kinder."""

    task: str
    sheets: int
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    maximum: Decimal
    """Of the task, in points."""


@dataclass(frozen=True)
class PublicAgreement:
    """What everybody may read: how many judges marked a team in a task, and how well they agreed (median of the tasks)."""

    judges: int
    icc: Decimal


@dataclass(frozen=True)
class KeptNote:
    """A note for the next edition; `wording` makes its sentence from code and fields."""

    key: str
    place: str
    """Code of the task, and of the criterion where the note is of one."""
    code: str
    fields: Mapping[str, Plain]


def of_section(session: Session, section: Section, kind: str) -> AnalysisRelease | None:
    """Return what was released of a kind."""
    query = select(AnalysisRelease).where(AnalysisRelease.section_id == section.id, AnalysisRelease.kind == kind)
    return session.scalars(query).one_or_none()


def release_severity(session: Session, section: Section, found: "SectionAnalysis", *, by: User) -> None:
    """Tell every judge the own severity as it is now; nobody sees that of another. Raises `nothing_to_release`."""
    maxima = {task.code: task.maximum for task in found.quality.tasks}
    lines: dict[str, list[Plain]] = {}
    for one in found.fairness.severity:
        if one.value is not None:
            numbers = [_milli(one.value), _milli(one.low), _milli(one.high), _milli(maxima[one.task])]
            lines.setdefault(one.judge, []).append([one.task, one.sheets, *numbers])
    if not lines:
        raise DomainError("nothing_to_release")
    figures: dict[str, Plain] = {**lines}
    _keep(session, section, SEVERITY, figures, {"judges": len(lines)}, by=by)


def release_agreement(session: Session, section: Section, found: "SectionAnalysis", *, by: User) -> None:
    """Let the published results say how many judges marked a team and how well they agreed. Raises `nothing_to_release`."""
    told = agreement_of(found)
    if told is None:
        raise DomainError("nothing_to_release")
    figures: dict[str, Plain] = {"judges": told.judges, "icc": int(told.icc * 1000)}
    _keep(session, section, AGREEMENT, figures, dict(figures), by=by)


def agreement_of(found: "SectionAnalysis") -> PublicAgreement | None:
    """Return the public line of an analysis; None where the judges share too few teams."""
    values = [one.icc for one in found.agreement if one.icc is not None]
    pairs: set[tuple[str, int]] = set()
    for row in found.matrix.rows:
        pairs.update((row.task, at) for at, cell in enumerate(row.cells) if cell != "-")
    if not values or len(values) < len(found.agreement) or not pairs:
        return None
    return PublicAgreement(round(found.matrix.sheets / len(pairs)), Decimal(round(median(values) * 1000)) / 1000)


def keep_advice(session: Session, section: Section, kept: Sequence[KeptNote], *, by: User) -> None:
    """Keep notes for the next edition in the place of those that were kept before; none takes them away."""
    notes: list[Plain] = [[one.key, one.place, one.code, dict(one.fields)] for one in kept]
    keys: list[Plain] = [one.key for one in kept]
    _keep(session, section, ADVICE, {"notes": notes}, {"notes": keys}, by=by)


def withdraw(session: Session, section: Section, kind: str, *, by: User) -> None:
    """Take back what was released of a kind; nothing to take back is no fault."""
    audit.lock_head(session, section)
    row = of_section(session, section, kind)
    if row is None:
        return
    session.delete(row)
    session.flush()
    audit.record(
        session, AuditAction.ANALYSIS_RELEASES_WITHDRAW, _subject(section), by=by, section=section, after={"kind": kind}
    )


def own_severity(session: Session, section: Section, judge: Judge) -> list[OwnSeverity]:
    """Return what a judge may see of the own severity."""
    figures = _figures(session, section, SEVERITY)
    rows = figures.get(judge.key, [])
    assert isinstance(rows, list)
    return [_own(row) for row in rows if isinstance(row, list)]


def _own(row: list[Plain]) -> OwnSeverity:
    task, sheets, *numbers = row
    value, low, high, maximum = (None if one is None else Decimal(int(str(one))) / 1000 for one in numbers)
    return OwnSeverity(str(task), int(str(sheets)), value or Decimal(0), low, high, maximum or Decimal(0))


def public_agreement(session: Session, section: Section) -> PublicAgreement | None:
    """Return the line for the published results, where the jury chose to show it."""
    figures = _figures(session, section, AGREEMENT)
    if not figures:
        return None
    return PublicAgreement(int(str(figures["judges"])), Decimal(int(str(figures["icc"]))) / 1000)


def kept_advice(session: Session, section: Section) -> list[KeptNote]:
    """Return the notes that were kept."""
    notes = _figures(session, section, ADVICE).get("notes", [])
    assert isinstance(notes, list)
    return [_note(*one) for one in notes if isinstance(one, list)]


def _note(key: Plain, place: Plain, code: Plain, fields: Plain) -> KeptNote:
    assert isinstance(fields, dict)
    return KeptNote(str(key), str(place), str(code), fields)


def _figures(session: Session, section: Section, kind: str) -> dict[str, Plain]:
    row = of_section(session, section, kind)
    return json.loads(row.figures) if row is not None and row.figures else {}


def _keep(
    session: Session, section: Section, kind: str, figures: dict[str, Plain], told: dict[str, audit.Plain], *, by: User
) -> None:
    audit.lock_head(session, section)
    row = of_section(session, section, kind)
    text, now = canonical(figures), utc_now()
    if row is None:
        session.add(AnalysisRelease(section_id=section.id, kind=kind, figures=text, at=now, by_id=by.id))
    else:
        row.figures, row.at, row.by_id = text, now, by.id
    session.flush()
    verb = "keep_advice" if kind == ADVICE else f"release_{kind}"
    audit.record(
        session, AuditAction(f"analysis_releases.{verb}"), _subject(section), by=by, section=section, after=told
    )


def _subject(section: Section) -> str:
    return f"section:{section.id}"


def _milli(value: float | None) -> int | None:
    return None if value is None else round(1000 * value)
