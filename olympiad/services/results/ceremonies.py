"""The ceremony of a section: choosing order and wording, opening, moving from step to step, ending it by publishing."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.config import LANGUAGES
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.ceremony import refuse_move, refuse_wording
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.ceremony import MOST_LETTERS, Settings, written
from olympiad.exchange.published_ranking import Texts
from olympiad.models.ceremony import Ceremony, SpokenName
from olympiad.models.edition import Edition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.results import ceremony_plans, results
from olympiad.services.results.ceremony_plans import Plan

SaidOf = tuple[int, int | None]
"""A team, and the member whose name it is; None for the team's own."""


def of_section(session: Session, section: Section) -> Ceremony | None:
    """Return the ceremony of a section as it is now."""
    query = select(Ceremony).where(Ceremony.section_id == section.id)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def plan(session: Session, section: Section) -> Plan | None:
    """Return what is shown: of the running ceremony, else of the newest version; None while there is none."""
    row = of_section(session, section)
    settings = ceremony_plans.settings_of(row)
    if row is not None and row.is_running:
        return running_plan(session, section, row)
    version = results.latest(session, section)
    return ceremony_plans.of_version(session, version, settings) if version is not None else None


def running_plan(session: Session, section: Section, row: Ceremony) -> Plan:
    """Return what the running ceremony shows."""
    settings = ceremony_plans.settings_of(row)
    if row.results_version_id is None:
        return rehearsal_plan(session, section, settings)
    return ceremony_plans.of_version(session, session.get_one(ResultsVersion, row.results_version_id), settings)


def rehearsal_plan(session: Session, section: Section, settings: Settings) -> Plan:
    """Return a ceremony of invented teams."""
    edition = session.get_one(Edition, section.edition_id)
    texts = (_texts(edition, "name"), _texts(section, "title"))
    return ceremony_plans.of_rehearsal(session, section, settings, texts)


def _texts(row: object, field: str) -> Texts:
    found = {"": getattr(row, field), **{code: getattr(row, f"{field}_{code}") for code in LANGUAGES}}
    return {code: text for code, text in found.items() if text}


def arrange(session: Session, section: Section, settings: Settings, *, by: User) -> None:
    """Set order, languages and wording.

    Raises DomainError: `ceremony_running` while one is open, `ceremony_languages`, `ceremony_words_unknown`,
    `ceremony_words_too_long`.
    """
    row = _locked(session, section)
    if row.is_running:
        raise DomainError("ceremony_running")
    if not 1 <= len(settings.languages) <= 2 or len(set(settings.languages)) < len(settings.languages):
        raise DomainError("ceremony_languages")
    for text in settings.texts.values():
        refuse_wording(text)
        if len(text) > MOST_LETTERS:
            raise DomainError("ceremony_words_too_long", limit=MOST_LETTERS)
    row.settings = written(settings)
    personal = {"words": row.settings}
    audit.record(
        session, AuditAction.CEREMONIES_ARRANGE, f"ceremony:{row.id}", by=by, section=section, personal=personal
    )


def say_names(session: Session, section: Section, said: Mapping[SaidOf, str], *, by: User) -> int:
    """Keep how names are said; an empty one is forgotten. Return how many are kept."""
    audit.lock_head(session, section)
    kept = {who: words.strip() for who, words in said.items() if words.strip()}
    session.execute(delete(SpokenName).where(SpokenName.section_id == section.id))
    session.add_all(
        SpokenName(section_id=section.id, team_id=team_id, participant_id=member_id, said=words)
        for (team_id, member_id), words in kept.items()
    )
    session.flush()
    audit.record(
        session,
        AuditAction.CEREMONIES_SAY_NAMES,
        f"section:{section.id}",
        by=by,
        section=section,
        after={"count": len(kept)},
    )
    return len(kept)


def spoken_names(session: Session, section: Section) -> dict[SaidOf, str]:
    """Return how names are said, by team and member."""
    rows = session.scalars(select(SpokenName).where(SpokenName.section_id == section.id))
    return {(row.team_id, row.participant_id): row.said for row in rows}


def open_ceremony(session: Session, section: Section, *, is_rehearsal: bool, by: User) -> Ceremony:
    """Begin at the first step, with the newest version or with invented teams.

    Raises DomainError: `ceremony_running`, `ceremony_without_version`.
    """
    row = _locked(session, section)
    if row.is_running:
        raise DomainError("ceremony_running")
    version = results.latest(session, section)
    if version is None and not is_rehearsal:
        raise DomainError("ceremony_without_version")
    row.is_rehearsal, row.results_version_id = is_rehearsal, version.id if version and not is_rehearsal else None
    row.opened_at, row.ended_at, row.position, row.is_dark = utc_now(), None, 0, False
    row.last = len(running_plan(session, section, row).steps) - 1
    _note_turn(row, by)
    number = version.number if version and not is_rehearsal else None
    _record(session, section, row, AuditAction.CEREMONIES_OPEN, by=by, after={"number": number})
    return row


def move(session: Session, section: Section, *, seen: int, position: int, is_dark: bool, by: User) -> Ceremony:
    """Show another step, or darken the hall; the later of two people counts only if it starts from the turn it saw.

    Raises DomainError: `ceremony_not_running`, `ceremony_moved_on`, `ceremony_step_unknown`.
    """
    row = _running(session, section)
    refuse_move(turn=row.turn, seen=seen, position=position, last=row.last)
    before: dict[str, audit.Plain] = {"step": row.position + 1, "is_dark": row.is_dark}
    row.position, row.is_dark = position, is_dark
    _note_turn(row, by)
    after: dict[str, audit.Plain] = {"step": position + 1, "is_dark": is_dark}
    _record(session, section, row, AuditAction.CEREMONIES_MOVE, by=by, before=before, after=after)
    return row


def end(session: Session, section: Section, *, publishes: bool, by: User) -> ResultsVersion | None:
    """End the ceremony; `publishes`: and make its version public, by the one way that publishing has.

    Raises DomainError: `ceremony_not_running`, `ceremony_is_rehearsal` where a rehearsal should publish, and whatever
    publishing refuses.
    """
    row = _running(session, section)
    if publishes and row.is_rehearsal:
        raise DomainError("ceremony_is_rehearsal")
    row.ended_at = utc_now()
    _note_turn(row, by)
    _record(session, section, row, AuditAction.CEREMONIES_END, by=by, after={"step": row.position + 1})
    version = session.get(ResultsVersion, row.results_version_id) if row.results_version_id else None
    if version is not None and publishes:
        results.publish(session, version, by=by)
    return version


def _locked(session: Session, section: Section) -> Ceremony:
    """Queue with the section's other writers, and return the row, made where there is none."""
    audit.lock_head(session, section)
    row = of_section(session, section)
    if row is None:
        row = Ceremony(section_id=section.id, settings="{}", position=0, last=0, turn=0, is_dark=False)
        row.is_rehearsal = False
        session.add(row)
        session.flush()
    return row


def _running(session: Session, section: Section) -> Ceremony:
    row = _locked(session, section)
    if not row.is_running:
        raise DomainError("ceremony_not_running")
    return row


def _note_turn(row: Ceremony, by: User) -> None:
    row.turn += 1
    row.moved_at, row.moved_by_id = utc_now(), by.id


def _record(
    session: Session,
    section: Section,
    row: Ceremony,
    action: AuditAction,
    *,
    by: User,
    after: dict[str, audit.Plain],
    before: dict[str, audit.Plain] | None = None,
) -> None:
    told = after | ({"is_rehearsal": True} if row.is_rehearsal else {})
    audit.record(session, action, f"ceremony:{row.id}", by=by, section=section, before=before, after=told)
