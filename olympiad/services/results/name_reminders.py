"""Names that wait for an answer: the deadline of an edition, and who has not answered, by institution."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.embargo import embargo_moment
from olympiad.domain.errors import DomainError
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.record import audit
from olympiad.services.results import name_confirmations
from olympiad.services.results.name_confirmations import Line, NameState
from olympiad.wording.names import content, country_name
from olympiad.wording.sorting import sort_key

SILENT = (NameState.OPEN, NameState.PARTLY)


def set_deadline(session: Session, edition: Edition, wall: datetime | None, *, by: User) -> None:
    """Set until when members confirm names, by the clock of the edition; None: no deadline.

    Raises DomainError: `names_until_past`, `embargo_no_such_time`, `edition_purged`.
    """
    if edition.personal_purged_at is not None:
        raise DomainError("edition_purged")
    moment = _moment(edition, wall) if wall else None
    before = edition.names_until
    edition.names_until = moment
    audit.record(
        session, AuditAction.NAME_CONFIRMATIONS_SET_DEADLINE, f"edition:{edition.id}", by=by,
        before={"names_until": audit.iso(before) if before else None},
        after={"names_until": audit.iso(moment) if moment else None},
    )  # fmt: skip


def _moment(edition: Edition, wall: datetime) -> datetime:
    try:
        return embargo_moment(wall, edition.time_zone, utc_now())
    except DomainError as error:
        code = "names_until_past" if error.code == "embargo_past" else error.code
        raise DomainError(code, **error.fields) from error


@dataclass(frozen=True)
class Silent:
    """The members of one institution whose names are not confirmed."""

    institution: str
    country: str
    lines: tuple[Line, ...]


def by_institution(session: Session, section: Section, language: str) -> list[Silent]:
    """Group the members who have not answered by their institution, in the order of its name."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in name_confirmations.of_section(session, section):
        if line.state in SILENT:
            row = line.person.team.institution
            key = (content(row, "name", language), country_name(row.country, language)) if row else ("", "")
            found.setdefault(key, []).append(line)
    ordered = sorted(found.items(), key=lambda pair: (not pair[0][0], sort_key(pair[0][0], language)))
    return [Silent(name, country, tuple(lines)) for (name, country), lines in ordered]
