"""What stands in the organizer's header: pages of the section and the switch between sections."""

from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from olympiad.web.frame.access import may, my_grants


@dataclass(frozen=True)
class Page:
    """An entry of the header; its blueprint tells whether the reader is there."""

    endpoint: str
    label: object

    @property
    def capability(self) -> str:
        return self.endpoint.partition(".")[0]


@dataclass(frozen=True)
class Link:
    """A page as the reader sees it."""

    url: str
    label: object
    current: bool


@dataclass(frozen=True)
class Menu:
    """The pages of one phase of the section; without a title they stand in the header themselves."""

    title: object
    links: list[Link]

    @property
    def current(self) -> bool:
        """Whether the reader is on one of them."""
        return any(link.current for link in self.links)


OPEN = (Page("sections.show", _l("Start")),)
PHASES = (
    (
        _l("Prepare"),
        (
            Page("teams.index", _l("Teams")),
            Page("tasks.index", _l("Tasks")),
            Page("judges.index", _l("Judges")),
            Page("institutions.index", _l("Institutions")),
            Page("rules.show", _l("Rules")),
            Page("imports.index", _l("Load from files")),
            Page("access_cards.index", _l("Access cards")),
            Page("calibrations.index", _l("Practice")),
            Page("documents.index", _l("Documents")),
        ),
    ),
    (
        _l("In the hall"),
        (
            Page("keying.index", _l("Paper sheets")),
            Page("check_in.index", _l("Check-in")),
            Page("board.show", _l("Board")),
            Page("help_requests.index", _l("Calls for help")),
            Page("incidents.index", _l("Incidents")),
            Page("devices.index", _l("Devices")),
            Page("screens.index", _l("Screens")),
            Page("unsent_marks.index", _l("Unsent marks")),
            Page("quarantine.index", _l("Quarantine")),
        ),
    ),
    (
        _l("Results"),
        (
            Page("moderation.index", _l("Moderation")),
            Page("adjustments.index", _l("Adjustments")),
            Page("results.index", _l("Results")),
            Page("appeals.index", _l("Appeals")),
            Page("feedback.index", _l("Feedback to teams")),
            Page("ceremonies.show", _l("Ceremony")),
            Page("certificates.index", _l("Certificates")),
            Page("mails.index", _l("E-mails")),
            Page("analyses.show", _l("Analysis")),
        ),
    ),
    (
        _l("Record"),
        (
            Page("lifecycle.show", _l("Stages of the section")),
            Page("audit.index", _l("Record")),
            Page("conflicts.index", _l("Conflicts of interest")),
            Page("own_data.requests", _l("Data requests")),
            Page("transfers.show", _l("Move")),
        ),
    ),
)
"""The pages of a section by the phase in which they are needed."""
FEW = 7
"""Whoever may open no more pages than that, as a clerk, sees the first of them side by side."""
SIDE_BY_SIDE = 3
"""So many fit beside each other in every language on a small laptop; the others stand under “More”."""


def init_app(app: Flask) -> None:
    """Give the base templates their functions."""
    app.jinja_env.globals.update(nav_menus=nav_menus, section_links=section_links)


def nav_menus() -> list[Menu]:
    """List the pages of this section that the reader may open: the start page, then a menu for each phase."""
    if g.get("section") is None:
        return []
    menus = [Menu("", _links(OPEN)), *(Menu(title, _links(pages)) for title, pages in PHASES)]
    every = [link for menu in menus[1:] for link in menu.links]
    if len(every) <= FEW:
        return _few(every + menus[0].links) if every else []
    return [menu for menu in menus if menu.links]


def _few(links: list[Link]) -> list[Menu]:
    """Return the first pages side by side and a menu of the others."""
    shown, others = links[:SIDE_BY_SIDE], links[SIDE_BY_SIDE:]
    return [Menu("", shown), Menu(_l("More"), others)] if others else [Menu("", shown)]


def _links(pages: tuple[Page, ...]) -> list[Link]:
    return [
        Link(url_for(page.endpoint), page.label, request.blueprint == page.capability)
        for page in pages
        if page.endpoint in current_app.view_functions and may(page.endpoint)
    ]


def section_links() -> list[dict[str, object]]:
    """List the sections of this edition in which the reader holds a role."""
    edition = g.get("edition")
    if edition is None or not current_user.is_authenticated or "sections.show" not in current_app.view_functions:
        return []
    return [
        {"url": url_for("sections.show", edition_slug=edition.slug, section_slug=section.slug), "section": section,
         "current": section is g.get("section")}
        for section in edition.sections
        if any(grant.covers(edition.id, section.id) for grant in my_grants())
    ]  # fmt: skip
