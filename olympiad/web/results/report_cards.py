"""The report card of a team: for its leader and members once the results are published, for the staff from any version."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask import Blueprint, Flask, Response, abort, g, render_template
from flask_login import current_user

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.exact import Amount
from olympiad.domain.roles import STAFF, Role, satisfies
from olympiad.domain.visibility import Part, Reader, Shown
from olympiad.exchange.published_ranking import text_in
from olympiad.models.appeal import Appeal, AppealWindow
from olympiad.models.certificate import Certificate
from olympiad.models.results_version import ResultsVersion
from olympiad.models.team import Team
from olympiad.services.appeals import appeal_windows, appeals
from olympiad.services.overview import start
from olympiad.services.results import certificates, feedback, publication, visibility
from olympiad.services.results.report_cards import ReportCard, TaskLine, report_card
from olympiad.services.sections import contents
from olympiad.web.frame.access import allow, my_grants, roles_here
from olympiad.web.frame.here import file_stem
from olympiad.web.frame.jinja import content, language
from olympiad.web.results.report_card_papers import CardValues, report_card_pdf

bp = Blueprint("report_cards", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/report-cards")
WORDS_FIT, NUMBER_FITS = 18, 10
"""Share of a plot’s width from its edges in which a word, or the number at the edge, would meet the median’s words."""


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

    @property
    def middle_anchor(self) -> str:
        """By which end the median's words stand at its line, so that they stay within the plot."""
        at = float(self.middle or 50)
        return "start" if at < WORDS_FIT else "end" if at > 100 - WORDS_FIT else "middle"

    @property
    def shows_least(self) -> bool:
        """Whether the median leaves room for the 0 at the left edge."""
        return float(self.middle or 50) >= NUMBER_FITS

    @property
    def shows_most(self) -> bool:
        """Whether the median leaves room for the maximum at the right edge."""
        return float(self.middle or 50) <= 100 - NUMBER_FITS


@dataclass(frozen=True)
class Opened:
    """A report card as the reader may see it; without a version there is none yet."""

    team: Team
    version: ResultsVersion
    card: ReportCard
    is_closed: bool
    """Nothing of the other teams is told yet, nor place and award."""


@bp.get("/<path:team_key>")
@allow(*STAFF, Role.LEADER, Role.PARTICIPANT)
def show(team_key: str) -> str:
    """Show where a team won and lost points."""
    team = _team_here(team_key)
    found = _open(team)
    if found is None:
        return render_template("report_cards/waiting.html", team=team)
    window = _may_appeal_in(team)
    return render_template(
        "report_cards/show.html",
        card=found.card,
        code=team.code,
        text_in=lambda texts: text_in(texts, language()),
        version=found.version,
        labels=_labels(),
        titles=_titles(found.card),
        strip=strip,
        is_closed=found.is_closed,
        window=window,
        now=utc_now(),
        appeals_until=window.closes_at if window else None,
        lodged=_lodged(team),
        read=feedback.of_team(session(), team),
        certificates=[] if found.is_closed else _own_certificates(team),
    )


@bp.get("/pdf/<path:team_key>")
@allow(*STAFF, Role.LEADER, Role.PARTICIPANT)
def download(team_key: str) -> Response:
    """Return the report card as PDF, with what the page tells this reader."""
    team = _team_here(team_key)
    found = _open(team) or abort(404)
    read = feedback.of_team(session(), team)
    values = CardValues(
        found.card,
        read,
        team.code,
        _titles(found.card),
        _labels(),
        found.is_closed,
        found.version.official_at is not None,
    )
    answer = Response(report_card_pdf(g.edition, g.section, values, language()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{file_stem()}-report-card.pdf"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _team_here(team_key: str) -> Team:
    return contents.team(session(), g.section, team_key) or abort(404)


def _open(team: Team) -> Opened | None:
    seen = visibility.seen_by(session(), g.section, _readers(team), Part.REPORT_CARD)
    if seen.version is None:
        return None
    card = report_card(publication.public_bundle(session(), seen.version, team.key), team.key) or abort(404)
    is_closed = seen.state is Shown.APPEALS and Role.LEADER in roles_here()
    return Opened(team, seen.version, card, is_closed)


def _labels() -> dict[tuple[str, str], str]:
    tasks = contents.tasks(session(), g.section)
    return {(task.code, one.code): content(one, "label") or one.code for task in tasks for one in task.criteria}


def _titles(card: ReportCard) -> dict[str, str]:
    return {task.code: text_in(task.titles, language()) or task.code for task in card.ranking.tasks}


def _own_certificates(team: Team) -> list[tuple[Certificate, str]]:
    """Return the certificates that the reader may fetch: a leader those of the team, a member the own."""
    held = {grant.role for grant in my_grants() if grant.team_id == team.id}
    members = contents.members(session(), team)
    own = [one.id for one in members if Role.LEADER in held or one.user_id == current_user.id]
    diplomas = certificates.team_diplomas(session(), team) if Role.LEADER in held else ()
    return start.certificates_of(session(), own, diplomas)


def _lodged(team: Team) -> dict[tuple[str, str], Appeal]:
    """Return the newest appeal of the team against each criterion (empty: the whole task)."""
    if not _leads(team):
        return {}
    lines = sorted(appeals.listed(session(), g.section, frozenset({team.id})), key=lambda line: line[0].number)
    return {(task.code, criterion.code if criterion else ""): appeal for appeal, _, task, criterion in lines}


def _leads(team: Team) -> bool:
    return any(grant.team_id == team.id and grant.role == Role.LEADER for grant in my_grants())


def _readers(team: Team) -> frozenset[Reader]:
    """As what the reader looks at this team; nobody else does."""
    if satisfies(roles_here(), frozenset(STAFF)):
        return frozenset({Reader.STAFF})
    own = {grant.role for grant in my_grants() if grant.team_id == team.id} or abort(403)
    return frozenset({Reader.LEADER if Role.LEADER in own else Reader.PARTICIPANT})


def _may_appeal_in(team: Team) -> AppealWindow | None:
    """Return the window in which the reader, as leader of this team, may appeal now; None where it is not so."""
    window = appeal_windows.running(session(), g.section, utc_now())
    if window is None or not _leads(team) or appeals.right_of(session(), window, team) is not None:
        return None
    return window


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
    return str(low), str(max(high - low, Decimal("0.4")))


def _x(mark: Amount, maximum: Amount) -> str:
    """Return the place of a mark in hundredths of the width."""
    share = min(Fraction(1), max(Fraction(0), Fraction(mark) / maximum)) if maximum else Fraction(0)
    return f"{round(share * 10_000) / 100:.2f}"
