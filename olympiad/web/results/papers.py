"""Every paper of the page “Documents”: how it is made, in which group it stands, and what it needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import g
from flask_babel import lazy_gettext

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.documents import hall_papers as hall
from olympiad.documents import jury_papers as jury
from olympiad.documents.access_cards import access_cards
from olympiad.documents.printable import Place, Printable
from olympiad.documents.protocol import Told, protocol
from olympiad.documents.score_sheets import score_sheets
from olympiad.exchange.published_ranking import published_ranking
from olympiad.models.results_version import ResultsVersion
from olympiad.services.record import audit_verification
from olympiad.services.results import (
    blank_sheets,
    ceremonies,
    ceremony_plans,
    hall_papers,
    jury_papers,
    name_reminders,
    protocols,
    results,
)
from olympiad.web.frame.hosts import public_address
from olympiad.web.frame.jinja import language
from olympiad.web.results import ceremony_pictures
from olympiad.wording.dates import moment_text
from olympiad.wording.hall_papers import draft_word

ON_A_PICTURE = 8
"""So many cards, badges or lines are laid out for a picture of the first page."""


@dataclass(frozen=True)
class Asked:
    """Which of several is meant, and whether a picture of the first page is enough."""

    task: str = ""
    number: int = 0
    """Of an appeal."""
    version: ResultsVersion | None = None
    is_picture: bool = False

    @property
    def limit(self) -> int | None:
        """Return how many are laid out."""
        return ON_A_PICTURE if self.is_picture else None


Build = Callable[[Place, Asked], Printable | None]


@dataclass(frozen=True)
class Paper:
    """One kind of paper: its name in addresses, words, group, and how it is made (None: there is nothing to print)."""

    name: str
    words: str
    sub: str
    group: str
    build: Build
    is_wide: bool = False
    has_codes: bool = False
    """Its QR codes lead to the installation: it is printed once the address is set."""


def place(*, is_final: bool) -> Place:
    """Return where the papers of this request belong."""
    draft = "" if is_final else draft_word(language())
    return Place(g.edition, g.section, language(), draft, public_address())


def made(paper: Paper, asked: Asked) -> Printable | None:
    """Return a paper of this section, None where there is nothing to print."""
    if paper.group == "results" and asked.version is None:
        return None
    final = {"hall": hall_papers.is_final(g.section), "jury": _is_official(asked)}.get(paper.group, _is_official(asked))
    return paper.build(place(is_final=final), asked)


def _is_official(asked: Asked) -> bool:
    return asked.version is not None and asked.version.official_at is not None


def _now() -> str:
    return moment_text(utc_now(), language(), g.edition.time_zone)


def _score_sheets(at: Place, asked: Asked) -> Printable | None:
    found = blank_sheets.listed(session(), g.section, asked.task)
    return score_sheets(at, found[:1] if asked.is_picture else found) if found else None


def _team_cards(at: Place, asked: Asked) -> Printable | None:
    teams = hall_papers.teams_of(session(), g.section, asked.limit)
    return hall.team_cards(at, teams) if teams else None


def _station_signs(at: Place, asked: Asked) -> Printable | None:
    tasks = hall_papers.tasks_of(session(), g.section)
    tasks = tasks[:1] if asked.is_picture else tasks
    return hall.station_signs(at, tasks, hall_papers.stations_of(session(), g.section)) if tasks else None


def _access_cards(at: Place, _asked: Asked) -> Printable:
    return access_cards(at, (), sample=True)


def _badges(at: Place, asked: Asked) -> Printable | None:
    people = hall_papers.badges(session(), g.section, language(), asked.limit)
    return hall.badges(at, people) if people else None


def _desk_labels(at: Place, asked: Asked) -> Printable | None:
    teams = hall_papers.teams_of(session(), g.section, 2 * ON_A_PICTURE if asked.is_picture else None)
    first = hall_papers.first_slots(session(), g.section, language(), g.edition.time_zone)
    return hall.desk_labels(at, teams, first) if teams else None


def _envelope_labels(at: Place, asked: Asked) -> Printable | None:
    found = hall_papers.envelopes(session(), g.section)
    return hall.envelope_labels(at, found[: asked.limit]) if found else None


def _stations(at: Place, asked: Asked) -> Printable | None:
    found = jury_papers.stations(session(), g.section, asked.task, 1 if asked.is_picture else None)
    found = [one for one in found if one.rows]
    return jury.station_protocols(at, found, _now()) if found else None


def _protocol(at: Place, asked: Asked) -> Printable:
    assert asked.version is not None
    bundle = results.bundle_of(asked.version)
    zone = g.edition.time_zone
    return protocol(
        at,
        bundle,
        protocols.judges_of(session(), g.section, language()),
        asked.version.reason,
        is_official=_is_official(asked),
        told=Told(
            audit_verification.head_text(session(), g.section.id, str(bundle["audit_head"])),
            protocols.incidents_of(session(), g.section, zone, language()),
            protocols.conflicts_of(session(), g.section, language()),
            jury_papers.appeal_lines(session(), g.section, zone, language()),
        ),
    )


def _appeals(at: Place, asked: Asked) -> Printable | None:
    found = jury_papers.decisions(session(), g.section, g.edition.time_zone, language(), asked.number)
    found = found[:1] if asked.is_picture else found
    return jury.appeal_decisions(at, found, jury_papers.judges_names(session(), g.section)) if found else None


def _awards(at: Place, asked: Asked) -> Printable:
    assert asked.version is not None
    ranking = published_ranking(results.bundle_of(asked.version), with_task_marks=False)
    members = jury_papers.members_by_team(session(), g.section)
    return jury.award_list(at, ranking, members, is_official=_is_official(asked))


def _script(at: Place, asked: Asked) -> Printable:
    assert asked.version is not None
    settings = ceremony_plans.settings_of(ceremonies.of_section(session(), g.section))
    plan = ceremony_plans.of_version(session(), asked.version, settings)
    steps = [
        {"heading": page["heading"], "said": page["said"], "people": page["people"], "winner": step.is_winner}
        for step, page in zip(plan.steps, ceremony_pictures.draw(plan).script, strict=True)
    ]
    shown = steps[:ON_A_PICTURE] if asked.is_picture else steps
    return jury.announcer_script(at, [*shown], version=asked.version.number, is_official=_is_official(asked))


def _deliveries(at: Place, asked: Asked) -> Printable | None:
    found = jury_papers.deliveries(session(), g.section, language(), 2 * ON_A_PICTURE if asked.is_picture else None)
    return jury.delivery_list(at, found, _now()) if found else None


def _names(at: Place, asked: Asked) -> Printable | None:
    found = [
        jury.UnconfirmedName(
            ", ".join(part for part in (one.institution, one.country) if part),
            line.person.team.name or line.person.team.key, line.person.name, line.person.name_local,
        )
        for one in name_reminders.by_institution(session(), g.section, language())
        for line in one.lines
    ]  # fmt: skip
    return jury.names_list(at, found[: asked.limit], _now()) if found else None


PAPERS: Sequence[Paper] = (
    Paper(
        "score-sheets",
        lazy_gettext("Score sheets"),
        lazy_gettext("A page for each team, task and judge, in the order in which they are handed out"),
        "hall",
        _score_sheets,
    ),
    Paper("team-cards", lazy_gettext("Team code cards"), lazy_gettext("8 a page, to cut"), "hall", _team_cards),
    Paper(
        "station-signs",
        lazy_gettext("Station signs"),
        lazy_gettext("A page for each station, with the way to the judge’s sheets"),
        "hall",
        _station_signs,
        is_wide=True,
        has_codes=True,
    ),
    Paper(
        "badges",
        lazy_gettext("Badges"),
        lazy_gettext("Members, judges, mentors, organizers; 8 a page"),
        "hall",
        _badges,
        has_codes=True,
    ),
    Paper(
        "access-cards",
        lazy_gettext("Access cards"),
        lazy_gettext("Printed right after they are made."),
        "hall",
        _access_cards,
    ),
    Paper("desk-labels", lazy_gettext("Desk labels"), lazy_gettext("The code alone; 16 a page"), "hall", _desk_labels),
    Paper(
        "envelope-labels",
        lazy_gettext("Envelope labels"),
        lazy_gettext("One for each task; 8 a page"),
        "hall",
        _envelope_labels,
    ),
    Paper(
        "station-protocols",
        lazy_gettext("Protocols of the stations"),
        lazy_gettext("Marks as they stand now, for judges and team leaders to sign"),
        "jury",
        _stations,
    ),
    Paper(
        "appeal-decisions",
        lazy_gettext("Decisions on appeals"),
        lazy_gettext("A page for each, for the jury to sign"),
        "jury",
        _appeals,
    ),
    Paper(
        "section-protocol",
        lazy_gettext("Protocol of the section"),
        lazy_gettext("Ranking, rules, conflicts, incidents, appeals, checksum"),
        "results",
        _protocol,
    ),
    Paper(
        "award-list",
        lazy_gettext("List of awards"),
        lazy_gettext("From the highest award, with members"),
        "results",
        _awards,
    ),
    Paper(
        "announcer-script",
        lazy_gettext("Announcer’s script"),
        lazy_gettext("From the lowest award up, with how names are said"),
        "results",
        _script,
    ),
    Paper(
        "names-to-confirm",
        lazy_gettext("Names to be confirmed"),
        lazy_gettext("Who has not answered, by institution"),
        "certificates",
        _names,
        is_wide=True,
    ),
    Paper(
        "deliveries",
        lazy_gettext("List of documents handed out"),
        lazy_gettext("With a column for signatures"),
        "certificates",
        _deliveries,
        is_wide=True,
    ),
)
"""In the order of the page."""
BY_NAME = {one.name: one for one in PAPERS}
