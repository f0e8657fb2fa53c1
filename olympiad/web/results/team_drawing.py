"""Drawing the page of a team, and what search engines are told of a team and its section."""

from collections.abc import Callable

from flask import render_template, url_for
from flask_babel import force_locale

from olympiad.domain.canonical_json import Plain
from olympiad.exchange.published_ranking import PublishedTeam, text_in
from olympiad.web.frame.hosts import declared_address
from olympiad.web.results.published_places import Place, checksum_groups, links_of
from olympiad.web.results.ranking_search import institution_key
from olympiad.web.results.team_pages import MOST_CHOICES, Comparison, amount_of, is_plain_sum, team_address
from olympiad.wording.city_names import city_name

OUT = ("withdrawn", "disqualified", "no_show")
"""Teams of which nothing is shown but that they took part, or not."""
TeamUrl = Callable[..., str]


def urls_of(place: Place, code: str) -> TeamUrl:
    """Return the function that addresses the pages of teams, or (with an ending) their pictures."""
    section = url_for("public_results.show_in", edition=place.edition.slug, section=place.section.slug, code=code)
    return lambda team, ending="": f"{section}/{team_address(team.key)}{ending}"


def draw(
    place: Place, comparison: Comparison, team: PublishedTeam, code: str, *, other: PublishedTeam | None = None,
    asked: str = "",
) -> str:  # fmt: skip
    """Draw the page of a team, alone or beside another one."""
    teams = place.ranking.teams
    before, after = comparison.neighbours(team)
    url, address = urls_of(place, code), team_address(team.key)
    at = {"edition": place.edition.slug, "section": place.section.slug, "team": address}
    with force_locale(code):
        return render_template(
            "public_teams/show.html",
            place=place,
            ranking=place.ranking,
            team=team,
            other=other,
            asked=asked,
            is_out=team.listing in OUT,
            rows=comparison.rows(team, other) if team.listing not in OUT else (),
            totals=comparison.totals,
            total_difference=_total_difference(team, other),
            next_award=comparison.next_award(team),
            is_sum=is_plain_sum(team),
            changed=next((one for one in place.changed if one.team == team.key), None),
            before=before,
            after=after,
            choices=[one for one in teams if one.key != team.key] if len(teams) <= MOST_CHOICES else (),
            siblings=comparison.siblings.get(institution_key(team), 0),
            address=address,
            code=code,
            links=links_of(code, lambda one: url_for("public_results.team", **at, code=one)),
            team_url=url,
            team_address=team_address,
            institution_key=institution_key,
            amount_of=amount_of,
            checksum_groups=checksum_groups,
            text_in=lambda texts: text_in(texts, code),
            home=declared_address(),
            facts=facts_of_team(place, team, code, url(team)),
        )


def _total_difference(team: PublishedTeam, other: PublishedTeam | None):
    if other is None or team.total is None or other.total is None:
        return None
    return amount_of(team.total) - amount_of(other.total)


def facts_of_team(place: Place, team: PublishedTeam, code: str, path: str) -> dict[str, Plain]:
    """Tell search engines what the page is about; no person is named."""
    about: dict[str, Plain] = {"@type": "Organization", "name": team.name}
    if team.institution:
        about["memberOf"] = {"@type": "CollegeOrUniversity", "name": text_in(team.institution, code)}
    if team.award:
        about["award"] = [team.award, *team.special]
    return {
        "@context": "https://schema.org", "@type": "ProfilePage", "inLanguage": code,
        "url": declared_address() + path, "about": about, "isPartOf": _event(place, code),
    }  # fmt: skip


def facts_of_section(place: Place, code: str) -> dict[str, Plain]:
    """Tell search engines that the page is a data set, where its files are, and of which event."""
    at = {"edition": place.edition.slug, "section": place.section.slug}
    home, ranking = declared_address(), place.ranking
    return {
        "@context": "https://schema.org", "@type": "Dataset", "inLanguage": code,
        "name": f"{text_in(ranking.section, code)} – {text_in(ranking.edition, code)}",
        "description": f"{text_in(ranking.section, code)}, {text_in(ranking.organisation, code)}".rstrip(", "),
        "version": str(ranking.version), "dateModified": ranking.finalised_at.isoformat(),
        "about": _event(place, code), "isAccessibleForFree": True,
        "distribution": [{
            "@type": "DataDownload", "encodingFormat": "text/csv",
            "contentUrl": home + url_for("public_results.download", **at, name="ranking.csv"),
        }],
    }  # fmt: skip


def _event(place: Place, code: str) -> dict[str, Plain]:
    edition, ranking = place.edition, place.ranking
    found: dict[str, Plain] = {"@type": "Event", "name": text_in(ranking.edition, code)}
    if edition.starts_on:
        found["startDate"] = edition.starts_on.isoformat()
    if edition.ends_on:
        found["endDate"] = edition.ends_on.isoformat()
    if text_in(ranking.organisation, code):
        found["organizer"] = {"@type": "Organization", "name": text_in(ranking.organisation, code)}
    if city := city_name(edition, code):
        found["location"] = {"@type": "Place", "name": city, "address": city}
    return found
