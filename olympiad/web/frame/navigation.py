"""What stands in the organizer's header: pages of the section and the switch between sections."""

from dataclasses import dataclass

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from olympiad.db import session
from olympiad.models.section import Section
from olympiad.web.frame.access import may, my_grants


@dataclass(frozen=True)
class Page:
    """An entry of the header; its blueprint tells whether the reader is there."""

    endpoint: str
    label: object
    group: object = ""

    @property
    def capability(self) -> str:
        return self.endpoint.partition(".")[0]


SECTION_PAGES = (
    Page("sections.show", _l("Start")),
    Page("teams.index", _l("Teams")),
    Page("tasks.index", _l("Tasks")),
    Page("judges.index", _l("Judges")),
    Page("rules.show", _l("Rules")),
    Page("board.show", _l("Board")),
    Page("moderation.index", _l("Moderation")),
    Page("results.index", _l("Results")),
)
MORE_PAGES = (
    Page("calibrations.index", _l("Practice"), _l("In the hall")),
    Page("help_requests.index", _l("Calls for help"), _l("In the hall")),
    Page("incidents.index", _l("Incidents"), _l("In the hall")),
    Page("keying.index", _l("Paper sheets"), _l("In the hall")),
    Page("devices.index", _l("Devices"), _l("In the hall")),
    Page("unsent_marks.index", _l("Unsent marks"), _l("In the hall")),
    Page("quarantine.index", _l("Quarantine"), _l("In the hall")),
    Page("lifecycle.show", _l("Stages of the section"), _l("Results")),
    Page("adjustments.index", _l("Adjustments"), _l("Results")),
    Page("appeals.index", _l("Appeals"), _l("Results")),
    Page("documents.index", _l("Documents"), _l("Results")),
    Page("analyses.show", _l("Analysis"), _l("Accountability")),
    Page("conflicts.index", _l("Conflicts of interest"), _l("Accountability")),
    Page("own_data.requests", _l("Data requests"), _l("Accountability")),
    Page("audit.index", _l("Record"), _l("Accountability")),
    Page("transfers.show", _l("Move"), _l("Accountability")),
)
"""What is opened now and then: behind “More” on wide screens, below the others in the menu of phones."""


def init_app(app: Flask) -> None:
    """Give the base templates their functions."""
    app.jinja_env.globals.update(nav_items=nav_items, more_items=more_items, section_links=section_links)


def nav_items() -> list[dict[str, object]]:
    """List the pages of this section that exist and that the reader may open."""
    return _links(SECTION_PAGES)


def more_items() -> list[dict[str, object]]:
    """List the pages behind “More” that exist and that the reader may open."""
    return _links(MORE_PAGES)


def _links(pages: tuple[Page, ...]) -> list[dict[str, object]]:
    if g.get("section") is None:
        return []
    return [
        {
            "url": url_for(page.endpoint),
            "label": page.label,
            "group": page.group,
            "current": request.blueprint == page.capability,
        }
        for page in pages
        if page.endpoint in current_app.view_functions and may(page.endpoint)
    ]


def section_links() -> list[dict[str, object]]:
    """List the sections of this edition in which the reader holds a role."""
    edition = g.get("edition")
    if edition is None or not current_user.is_authenticated or "sections.show" not in current_app.view_functions:
        return []
    sections = session.scalars(select(Section).where(Section.edition_id == edition.id).order_by(Section.id))
    return [
        {"url": url_for("sections.show", edition_slug=edition.slug, section_slug=section.slug), "section": section,
         "current": section is g.get("section")}
        for section in sections
        if any(grant.covers(edition.id, section.id) for grant in my_grants())
    ]  # fmt: skip
