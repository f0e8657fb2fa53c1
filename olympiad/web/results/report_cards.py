"""The report card of a team: for its leader and members once the results are published, for the staff from any version."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from flask import Blueprint, Flask, abort, g, render_template
from sqlalchemy import select

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.exact import Amount
from olympiad.domain.roles import STAFF, Role, satisfies
from olympiad.domain.visibility import Part, Reader, Shown
from olympiad.exchange.published_ranking import text_in
from olympiad.models.task import Task
from olympiad.models.team import Team
from olympiad.services.appeals import appeal_windows, appeals
from olympiad.services.results import publication, visibility
from olympiad.services.results.report_cards import TaskLine, report_card
from olympiad.web.frame.access import allow, my_grants, roles_here
from olympiad.web.frame.jinja import content, language

bp = Blueprint("report_cards", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/report-cards")
WIDTH, LEFT, SPAN = 560, 8, 544


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@dataclass(frozen=True)
class Strip:
    """Where the dots of a plot stand, as text for attributes."""

    others: tuple[tuple[str, str], ...]
    own: str | None
    middle: str | None
    half: tuple[str, str] | None
    """Where the middle half begins, and how wide it is."""


@bp.get("/<path:team_key>")
@allow(*STAFF, Role.LEADER, Role.PARTICIPANT)
def show(team_key: str) -> str:
    """Show where a team won and lost points."""
    query = select(Team).where(Team.section_id == g.section.id, Team.key == team_key)
    team = session.scalars(query).one_or_none() or abort(404)
    seen = visibility.seen_by(session(), g.section, _readers(team), Part.REPORT_CARD)
    if seen.version is None:
        return render_template("report_cards/waiting.html", team=team)
    card = report_card(publication.public_bundle(session(), seen.version, team.key), team.key) or abort(404)
    rows = session.scalars(select(Task).where(Task.section_id == g.section.id))
    labels = {(task.code, one.code): content(one, "label") or one.code for task in rows for one in task.criteria}
    titles = {task.code: text_in(task.titles, language()) or task.code for task in card.ranking.tasks}
    return render_template(
        "report_cards/show.html",
        card=card,
        code=team.code,
        text_in=lambda texts: text_in(texts, language()),
        version=seen.version,
        labels=labels,
        titles=titles,
        strip=strip,
        is_closed=seen.state is Shown.APPEALS and Role.LEADER in roles_here(),
        appeals_until=_may_appeal_until(team),
    )


def _readers(team: Team) -> frozenset[Reader]:
    """As what the reader looks at this team; nobody else does."""
    if satisfies(roles_here(), frozenset(STAFF)):
        return frozenset({Reader.STAFF})
    own = {grant.role for grant in my_grants() if grant.team_id == team.id} or abort(403)
    return frozenset({Reader.LEADER if Role.LEADER in own else Reader.PARTICIPANT})


def _may_appeal_until(team: Team) -> datetime | None:
    """Until when the reader, as leader of this team, may appeal; None where it is not so."""
    window = appeal_windows.running(session(), g.section, utc_now())
    leads = any(grant.team_id == team.id and grant.role == Role.LEADER for grant in my_grants())
    if window is None or not leads or appeals.right_of(session(), window, team) is not None:
        return None
    return window.closes_at


def strip(line: TaskLine) -> Strip:
    """Place every team's mark on a line from 0 to the maximum; equal marks are stacked."""
    stacked: dict[Amount, int] = {}
    others = []
    for mark in sorted(line.all_marks):
        height = stacked.get(mark, 0)
        stacked[mark] = height + 1
        others.append((_x(mark, line.maximum), f"{max(3.0, 19 - 6.2 * height):.1f}"))
    own = None if line.mark is None or isinstance(line.mark, str) else _x(line.mark, line.maximum)
    middle = None if line.median is None else _x(line.median, line.maximum)
    return Strip(tuple(others), own, middle, _half(line))


def _half(line: TaskLine) -> tuple[str, str] | None:
    if line.middle_half is None:
        return None
    low, high = (Decimal(_x(mark, line.maximum)) for mark in line.middle_half)
    return str(low), str(max(high - low, Decimal(2)))


def _x(mark: Amount, maximum: Amount) -> str:
    share = min(Fraction(1), max(Fraction(0), Fraction(mark) / maximum)) if maximum else Fraction(0)
    return f"{LEFT + round(share * SPAN * 10) / 10:.1f}"
