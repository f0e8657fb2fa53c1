"""What of a version everybody may see: names of people only with their consent, else the team's code."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.bundle import Bundle
from olympiad.domain.consent import Member, hides_name
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.services.results import results


def members_of(session: Session, section: Section) -> dict[int, list[Member]]:
    """Return the members of every team by its id."""
    found: dict[int, list[Member]] = defaultdict(list)
    for one in session.scalars(select(Participant).where(Participant.section_id == section.id)):
        found[one.team_id].append(Member((one.name, one.name_local), one.consents_name and one.consents_score))
    return found


def hidden_teams(session: Session, section: Section) -> dict[str, str]:
    """Give key → code of the teams that are shown by their code, as the consents are now."""
    members = members_of(session, section)
    teams = session.scalars(select(Team).where(Team.section_id == section.id))
    return {team.key: team.code for team in teams if hides_name(team.name, members[team.id])}


def public_bundle(session: Session, version: ResultsVersion, own: str = "") -> Bundle:
    """Return the bundle of a version with the names that may be public; its checksum does not cover names.

    Whatever leaves the staff's pages is made from it: the public page, files, report cards, explanations. `own` is the key
    of the reader's own team, which knows its name.
    """
    bundle = results.bundle_of(version)
    hidden = hidden_teams(session, session.get_one(Section, version.section_id))
    display = bundle["display"]
    teams = display.get("teams") if isinstance(display, dict) else None
    if isinstance(teams, dict):
        for key, code in hidden.items():
            shown = teams.get(key)
            if isinstance(shown, dict) and key != own:
                shown["name"] = code
    return bundle
