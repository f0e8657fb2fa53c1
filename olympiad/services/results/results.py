"""Finalising a section to a frozen results version, publishing it, taking it back."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.config import LANGUAGES
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.bundle import Bundle, Head, make_bundle, outcome, with_aliases
from olympiad.domain.canonical_json import Plain, canonical
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Move
from olympiad.domain.ranking import Ranking, rank
from olympiad.domain.reasons import given_reason
from olympiad.domain.section import Section as SectionValue
from olympiad.models.appeal import Appeal
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.results_version import Award, ResultsVersion
from olympiad.models.section import Section
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.appeals import appeal_windows
from olympiad.services.record import audit
from olympiad.services.results import border_confirmations
from olympiad.services.results.blockers import Outlook, outlook
from olympiad.services.sections import lifecycle


@dataclass(frozen=True)
class Changed:
    """What a version changed for a team against the version before: place, total and award then and now."""

    team: str
    before: tuple[str, str, str]
    after: tuple[str, str, str]


@dataclass(frozen=True)
class Step:
    """What one version changed against the one before it, and why."""

    number: int
    before: int
    reason: str
    changed: Sequence[Changed]


def finalise(
    session: Session, section: Section, *, reason: str = "", confirmed: bool = False, by: User | None
) -> ResultsVersion:
    """Freeze the ranking of a section as its next results version, numbered from 1, with checksum and awards.

    Raises DomainError: `finalise_blocked` with the number of blockers, `finalise_unconfirmed` while an empty award
    level is not confirmed, `border_confirmed_by_same`, `reason_missing` for a second version without a reason.
    """
    head = audit.lock_head(session, section)
    lifecycle.require(section, Move.FINALISE)
    seen = outlook(session, section)
    value = _ready(seen, confirmed=confirmed)
    border_confirmations.refuse_own(session, section, seen.borders, by=by)
    last = latest(session, section)
    if last is not None and not reason.strip():
        raise DomainError("reason_missing")
    edition = session.get_one(Edition, section.edition_id)
    hidden = with_aliases(value, _drawn_aliases(value))
    ranking = rank(hidden)
    now = utc_now()
    number = last.number + 1 if last else 1
    title = Head(edition.slug, section.slug, number, audit.iso(now), head, last.sha256 if last else "")
    bundle = make_bundle(hidden, ranking, title, _display(session, edition, section))
    version = ResultsVersion(
        section_id=section.id,
        number=number,
        bundle=canonical({name: value for name, value in bundle.items() if name != "display"}),
        display=canonical(bundle["display"]),
        sha256=str(bundle["sha256"]),
        reason=reason.strip(),
        finalised_at=now,
        finalised_by_id=by.id if by else None,
    )
    session.add(version)
    session.flush()
    session.add_all(_awards(session, section, version, ranking))
    facts: dict[str, audit.Plain] = {"number": number, "sha256": version.sha256}
    personal = {"reason": version.reason} if version.reason else {}
    subject = f"results_version:{version.id}"
    audit.record(session, AuditAction.RESULTS_FINALISE, subject, by=by, section=section, after=facts, personal=personal)
    close_appeals(session, section, version)
    lifecycle.advance(session, section, Move.FINALISE, reason=version.reason, by=by)
    return version


def close_appeals(session: Session, section: Section, version: ResultsVersion) -> None:
    """Close at once every decided appeal that no version has taken up."""
    query = select(Appeal).where(
        Appeal.section_id == section.id, Appeal.closed_in_id.is_(None), Appeal.state == "decided"
    )
    for appeal in session.scalars(query):
        appeal.closed_in_id = version.id
    session.flush()


def _ready(seen: Outlook, *, confirmed: bool) -> SectionValue:
    if seen.blockers or seen.value is None:
        raise DomainError("finalise_blocked", count=len(seen.blockers))
    if seen.questions and not confirmed:
        raise DomainError("finalise_unconfirmed", count=len(seen.questions))
    return seen.value


def _drawn_aliases(value: SectionValue) -> dict[str, str]:
    """J1…Jn for the judges, drawn at random for this version alone."""
    judges = sorted({sheet.judge for sheet in value.sheets})
    numbers = list(range(1, len(judges) + 1))
    secrets.SystemRandom().shuffle(numbers)
    return {judge: f"J{number}" for judge, number in zip(judges, numbers, strict=True)}


def _display(session: Session, edition: Edition, section: Section) -> dict[str, Plain]:
    """Names for readers, in the languages that there are; nothing is computed from them, no person is among them."""
    teams = session.scalars(select(Team).where(Team.section_id == section.id).order_by(Team.key))
    tasks = session.scalars(select(Task).where(Task.section_id == section.id).order_by(Task.position, Task.id))
    return {
        "edition": _texts(edition, "name"),
        "organisation": _texts(edition, "organisation"),
        "date": edition.starts_on.isoformat() if edition.starts_on else "",
        "time_zone": edition.time_zone,
        "section": _texts(section, "title"),
        "tasks": {task.code: _texts(task, "title") for task in tasks},
        "teams": {team.key: _team_names(team) for team in teams},
    }


def _team_names(team: Team) -> Plain:
    institution = team.institution
    return {
        "name": team.name,
        "institution": _texts(institution, "name") | {"": institution.key} if institution else {},
        "country": team.country or (institution.country if institution else ""),
        "status_reason": team.status_reason,
    }


def _texts(row: object, field: str) -> dict[str, Plain]:
    """Text by language; the empty language is the one for all."""
    found = {language: getattr(row, f"{field}_{language}", "") for language in LANGUAGES}
    found[""] = getattr(row, field, "")
    return {language: text for language, text in found.items() if text}


def _awards(session: Session, section: Section, version: ResultsVersion, ranking: Ranking) -> list[Award]:
    """One row per award, the level before the special ones."""
    ids = {key: row for row, key in session.execute(select(Team.id, Team.key).where(Team.section_id == section.id))}
    heights = {result.level.name: at for at, result in enumerate(ranking.levels, start=1)}
    found = []
    for row in ranking.rows:
        place = {"results_version_id": version.id, "team_id": ids[row.team.key]}
        if row.award:
            found.append(Award(**place, kind="level", name=row.award, height=heights[row.award]))
        found += [Award(**place, kind="special", name=name, height=0) for name in row.special_awards]
    return found


def latest(session: Session, section: Section) -> ResultsVersion | None:
    """Return the version with the highest number."""
    query = select(ResultsVersion).where(ResultsVersion.section_id == section.id)
    return session.scalars(query.order_by(ResultsVersion.number.desc()).limit(1)).first()


def published(session: Session, section: Section) -> ResultsVersion | None:
    """Return the version that everybody may see."""
    query = select(ResultsVersion).where(
        ResultsVersion.section_id == section.id,
        ResultsVersion.published_at.is_not(None),
        ResultsVersion.unpublished_at.is_(None),
    )
    return session.scalars(query.order_by(ResultsVersion.number.desc()).limit(1)).first()


def public_before(session: Session, version: ResultsVersion) -> ResultsVersion | None:
    """Return the version with which a reader compares this one: the last that was public, else the one before."""
    query = select(ResultsVersion).where(
        ResultsVersion.section_id == version.section_id, ResultsVersion.number < version.number
    )
    newest = query.order_by(ResultsVersion.number.desc()).limit(1)
    was_public = newest.where(ResultsVersion.published_at.is_not(None))
    return session.scalars(was_public).first() or session.scalars(newest).first()


def steps_before(session: Session, version: ResultsVersion) -> list[Step]:
    """Return what each public version before this one changed against the one before it, the newest first."""
    found, newer = [], public_before(session, version)
    while newer is not None and (older := public_before(session, newer)) is not None:
        found.append(Step(newer.number, older.number, newer.reason, changes(bundle_of(older), bundle_of(newer))))
        newer = older
    return found


def versions(session: Session, section: Section) -> Sequence[ResultsVersion]:
    """List every version, the newest first."""
    query = select(ResultsVersion).where(ResultsVersion.section_id == section.id)
    return session.scalars(query.order_by(ResultsVersion.number.desc())).all()


def publish(session: Session, version: ResultsVersion, *, by: User | None) -> None:
    """Make a version the one that everybody sees; another one that was public is taken down.

    The first preliminary version that is published opens the time for appeals, as long as the section says.

    Raises DomainError `results_not_newest` for an older version, `results_published` where it is public already.
    """
    section = session.get_one(Section, version.section_id)
    audit.lock_head(session, section)
    newest, public = latest(session, section), published(session, section)
    if newest is None or newest.id != version.id:
        raise DomainError("results_not_newest", number=newest.number if newest else 0)
    if public is not None and public.id == version.id:
        raise DomainError("results_published", number=version.number)
    now = utc_now()
    if public is not None:
        public.unpublished_at, public.unpublished_reason = now, version.reason
    version.published_at, version.unpublished_at, version.unpublished_reason = now, None, ""
    section.publishes_at = None
    _record_publication(session, section, version, AuditAction.RESULTS_PUBLISH, by=by, instead=public)
    session.flush()
    if version.official_at is not None:
        note_published(session, section, by=by)
    elif section.appeal_minutes and appeal_windows.latest(session, section) is None:
        appeal_windows.open_window(session, version, minutes=section.appeal_minutes, by=by)


def is_public(version: ResultsVersion) -> bool:
    """Whether everybody may see this version."""
    return version.published_at is not None and version.unpublished_at is None


def note_published(session: Session, section: Section, *, by: User | None) -> None:
    """Follow official results that everybody sees; on to certificates where some are out already."""
    lifecycle.advance(session, section, Move.PUBLISH, by=by)
    valid = select(exists().where(Certificate.section_id == section.id, Certificate.state == "valid"))
    if session.scalar(valid):
        lifecycle.advance(session, section, Move.ISSUE_CERTIFICATES, by=by)


def unpublish(session: Session, version: ResultsVersion, *, reason: str, by: User | None) -> None:
    """Take a published version down; the reason is kept.

    Raises DomainError `reason_missing`, `results_not_published`.
    """
    section = session.get_one(Section, version.section_id)
    audit.lock_head(session, section)
    public = published(session, section)
    if public is None or public.id != version.id:
        raise DomainError("results_not_published", number=version.number)
    reason = given_reason(reason)
    version.unpublished_at, version.unpublished_reason = utc_now(), reason.strip()
    _record_publication(session, section, version, AuditAction.RESULTS_UNPUBLISH, by=by, reason=reason.strip())
    lifecycle.advance(session, section, Move.UNPUBLISH, reason=reason.strip(), by=by)


def _record_publication(
    session: Session,
    section: Section,
    version: ResultsVersion,
    action: AuditAction,
    *,
    by: User | None,
    instead: ResultsVersion | None = None,
    reason: str = "",
) -> None:
    after: dict[str, audit.Plain] = {"number": version.number, "instead_of": instead.number if instead else None}
    personal = {"reason": reason} if reason else {}
    subject = f"results_version:{version.id}"
    audit.record(session, action, subject, by=by, section=section, after=after, personal=personal)


def bundle_of(version: ResultsVersion) -> Bundle:
    """Return the frozen bundle as values, with the names there are."""
    bundle: Bundle = json.loads(version.bundle)
    return bundle | {"display": json.loads(version.display)}


def changes(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> list[Changed]:
    """List the teams whose place, total or award differ between two bundles, in the order of the newer ranking."""
    then = {str(row["team"]): _standing(row) for row in _ranking(before)}
    nothing = ("", "", "")
    return [
        Changed(str(row["team"]), then.get(str(row["team"]), nothing), _standing(row))
        for row in _ranking(after)
        if then.get(str(row["team"]), nothing) != _standing(row)
    ]


def changes_to_come(version: ResultsVersion, seen: Outlook) -> list[Changed]:
    """List what finalising now would change against a version, as the next one will say it."""
    if seen.value is None or seen.ranking is None:
        return []
    return changes(bundle_of(version), outcome(seen.value, seen.ranking))


def _ranking(bundle: Mapping[str, Plain]) -> list[dict[str, Plain]]:
    rows = bundle["ranking"]
    assert isinstance(rows, list)
    return [row for row in rows if isinstance(row, dict)]


def _standing(row: Mapping[str, Plain]) -> tuple[str, str, str]:
    return str(row["place"] or ""), str(row["total"] or ""), str(row["award"] or "")
