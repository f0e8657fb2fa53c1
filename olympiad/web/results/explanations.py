"""How a team's total arose, as tables, a picture and sentences: for the staff, and for its leader once it is published."""

from dataclasses import dataclass, field

from flask import Blueprint, Flask, abort, g, render_template, request

from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.explanation import Explanation
from olympiad.domain.roles import STAFF, Role, satisfies
from olympiad.domain.visibility import Part, Reader, Shown
from olympiad.models.results_version import ResultsVersion
from olympiad.models.team import Team
from olympiad.services.results import explanations, visibility
from olympiad.services.sections import contents
from olympiad.services.settling import incidents
from olympiad.web.frame.access import allow, my_grants, roles_here
from olympiad.web.frame.jinja import language
from olympiad.wording.explanation_tables import explanation_tables
from olympiad.wording.explanations import Names, explanation_lines
from olympiad.wording.incidents import kind_text, remedy_text
from olympiad.wording.names import content
from olympiad.wording.sentences import sentence

bp = Blueprint("explanations", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/teams/<path:team_key>")


def init_app(app: Flask) -> None:
    """Register the page."""
    app.register_blueprint(bp)


@dataclass
class Paragraph:
    """A sentence, and those that belong to it."""

    words: str
    details: list[str] = field(default_factory=list)


@bp.get("/explanation")
@allow(*STAFF, Role.LEADER)
def show(team_key: str) -> str:
    """Explain one team's result; a leader sees the own team's as it was published."""
    team = contents.team(session(), g.section, team_key)
    for_staff = satisfies(roles_here(), frozenset(STAFF))
    if not for_staff and not _leads(team):
        abort(403)
    version = _version_seen(Reader.STAFF if for_staff else Reader.LEADER)
    if team is None or (version is None and not for_staff):
        abort(404)
    told_version = version if not for_staff or request.args.get("of") == "published" else None
    told, refused = _told(team, told_version)
    names, is_exact = _names(), request.args.get("exact") == "1"
    return render_template(
        "explanations/show.html",
        team=team,
        version=version,
        as_published=told_version is not None,
        for_staff=for_staff,
        remedies=incidents.remedies_for(
            session(), g.section, team, at=told_version.finalised_at if told_version else None
        ),
        kind_words=lambda kind: kind_text(kind, language()),
        remedy_words=lambda remedy: remedy_text(remedy, language()),
        shown=explanation_tables(told, language(), names, is_exact=is_exact) if told else None,
        paragraphs=_paragraphs(explanation_lines(told, language(), names)) if told else [],
        refused=refused,
        is_exact=is_exact,
    )


def _names() -> Names:
    tasks, criteria = contents.tasks(session(), g.section), contents.criteria(session(), g.section)
    return Names(
        {one.code: content(one, "title", language()) for one in tasks},
        {(task, one.code): content(one, "label", language()) for task, one in criteria},
    )


def _leads(team: Team | None) -> bool:
    if team is None:
        return False
    return any(grant.role is Role.LEADER and grant.team_id == team.id for grant in my_grants())


def _version_seen(reader: Reader) -> ResultsVersion | None:
    """Return the version whose explanations this reader may see now; None while there is none."""
    seen = visibility.seen_by(session(), g.section, frozenset({reader}), Part.EXPLANATION)
    return seen.version if seen.state is Shown.PUBLIC else None


def _told(team: Team, version: ResultsVersion | None) -> tuple[Explanation | None, str]:
    """Explain, or say why there is no ranking yet."""
    try:
        if version is None:
            return explanations.explain_present(session(), g.section, team.key), ""
        return explanations.explain_version(session(), version, team.key) or abort(404), ""
    except DomainError as error:
        return None, sentence(error, language())


def _paragraphs(lines: list[str]) -> list[Paragraph]:
    """Put indented lines under the one before; the first names the team and is the page's title."""
    found: list[Paragraph] = []
    for line in lines[1:]:
        if line.startswith(" ") and found:
            found[-1].details.append(line.strip())
        else:
            found.append(Paragraph(line))
    return found
