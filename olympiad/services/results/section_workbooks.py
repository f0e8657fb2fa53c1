"""What a section's workbook shows before its tables: the ranking of the newest version, task marks, the record."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.exact import Amount
from olympiad.exchange.published_ranking import PublishedTeam, published_ranking, text_in
from olympiad.exchange.section_workbook import About, Value, View, write_section_workbook
from olympiad.models.section import Section
from olympiad.services.computing import section_tables
from olympiad.services.record import audit_search
from olympiad.services.results import jury_papers, results
from olympiad.wording.audit import action_text
from olympiad.wording.names import content

MOST_CHANGES = 5_000
"""The newest lines of the record, so that the workbook stays one that is taken in again; the record's own file has all."""


def workbook(session: Session, section: Section, language: str) -> bytes:
    """Write the section's workbook; whatever was computed is left out where it cannot be computed yet."""
    edition = section.edition
    title = f"{content(edition, 'name', language)} · {content(section, 'title', language)}"
    about = About(title, content(edition, "organisation", language), utc_now())
    tables = section_tables.read(session, section)
    views = [*_ranking(session, section, language), _task_marks(session, section)]
    changes = View("changes", CHANGES, list(_changes(session, section, edition.time_zone, language)))
    return write_section_workbook(tables, [view for view in (*views, changes) if view.rows], about)


def _ranking(session: Session, section: Section, language: str) -> Iterator[View]:
    version = results.latest(session, section)
    if version is None:
        return
    ranking = published_ranking(results.bundle_of(version), with_task_marks=True)
    codes = [task.code for task in ranking.tasks]
    header = [
        "place",
        "team",
        "name",
        "institution",
        "country",
        "status",
        *codes,
        "total",
        "award",
        "special",
        "decided_by",
    ]
    yield View("ranking", header, [_line(team, language) for team in ranking.teams])


def _line(team: PublishedTeam, language: str) -> list[Value]:
    marks = [mark if isinstance(mark, str) else points(mark) for mark in team.marks]
    place = None if team.place is None else int(team.place) if team.place.denominator == 1 else team.place
    return [
        place, team.key, team.name, text_in(team.institution, language), team.country, team.listing, *marks, team.total,
        team.award, "; ".join(team.special), team.decided_by,
    ]  # fmt: skip


def points(amount: Amount | None) -> Value:
    """Return thousandths as points.

    >>> points(17_500), points(None)
    (Decimal('17.5'), None)
    """
    if amount is None or isinstance(amount, Fraction):
        return None if amount is None else amount / 1000
    return Decimal(amount) / 1000


TASK_MARKS = ("task", "team_code", "sheets", "lowest", "highest", "mark", "state")
CHANGES = ("line", "at", "person", "action", "subject", "before", "after", "reason")


def _task_marks(session: Session, section: Section) -> View:
    rows: list[Sequence[Value]] = []
    for station in jury_papers.stations(session, section):
        for row in station.rows:
            totals = [total for _judge, total, away in row.sheets if total is not None and not away]
            state = (
                "absent" if row.is_absent else "agreed" if row.is_agreed else "" if row.mark is not None else "missing"
            )
            lowest, highest = (points(min(totals)), points(max(totals))) if totals else (None, None)
            rows.append(
                [station.task.code, row.code, len(row.sheets), lowest, highest, points(row.mark), state]
            )  # fmt: skip
    return View("task_marks", TASK_MARKS, rows)


def _changes(session: Session, section: Section, zone: str, language: str) -> Iterator[Sequence[Value]]:
    chains = audit_search.chains_of(session, section)
    if not chains:
        return
    here = ZoneInfo(zone)
    for line in audit_search.newest(session, chains[0], MOST_CHANGES):
        yield (
            line.seq,
            line.at.astimezone(here).replace(tzinfo=None),
            line.who,
            action_text(line.action, language),
            line.subject,
            "; ".join(f"{name}={before}" for name, before, _after in line.changes if before),
            "; ".join(f"{name}={after}" for name, _before, after in line.changes if after),
            line.reason,
        )
