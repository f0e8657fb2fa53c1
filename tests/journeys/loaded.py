"""What journeys with other people's files share: loading, finalising, and the lines of printed pages with their places."""

import io

import pypdfium2
from sqlalchemy import update
from sqlalchemy.orm import Session

from olympiad.models.certificate import Certificate
from olympiad.models.results_version import ResultsVersion
from olympiad.models.rules import Rules
from olympiad.models.section import Section
from olympiad.services.results import blockers, border_confirmations, certificates, official_results, results
from tests.applications import Visitor
from tests.factories import NOON, Cast


def here(section: Section, cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{section.slug}"


def upload(visitor: Visitor, place: str, content: bytes, name: str) -> str:
    """Upload as a person does; return the address to which one is led."""
    return visitor.post(f"{place}/imports/", data={"file": (io.BytesIO(content), name)}).location


def load(visitor: Visitor, place: str, content: bytes, name: str) -> None:
    answer = visitor.post(f"{upload(visitor, place, content, name)}/confirm")
    assert answer.status_code == 303


def finalised(session: Session, section: Section, cast: Cast) -> ResultsVersion:
    session.execute(
        update(Rules).where(Rules.section_id == section.id).values(signed_at=NOON, signed_by_id=cast.ben.id)
    )
    for border in blockers.outlook(session, section).borders:
        border_confirmations.confirm(session, section, border, fingerprint=border.fingerprint, by=cast.ben)
    version = results.finalise(session, section, by=cast.ana, confirmed=True)
    official_results.make_official(session, version, without_appeals=True, by=cast.ana)
    session.commit()
    return version


def issued(session: Session, section: Section, cast: Cast, languages: tuple[str, ...]) -> list[Certificate]:
    version = finalised(session, section, cast)
    return certificates.issue(session, version, by=cast.ana, languages=languages)


def boxes(page: pypdfium2.PdfPage) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Every line of text of a page with its box."""
    text = page.get_textpage()
    found = []
    for at in range(text.count_rects()):
        box = text.get_rect(at)
        if words := text.get_text_bounded(*box).strip():
            found.append((words, box))
    return found


def outside(lines, page) -> list[str]:
    width, height = page.get_size()
    return [words for words, (left, low, right, top) in lines if left < 0 or low < 0 or right > width or top > height]


def overlapping(lines) -> list[tuple[str, str]]:
    """Pairs of lines that lie on each other by more than a letter's rounding."""
    found = []
    for at, (words, (left, low, right, top)) in enumerate(lines):
        for other, (left2, low2, right2, top2) in lines[at + 1 :]:
            wide, tall = min(right, right2) - max(left, left2), min(top, top2) - max(low, low2)
            if wide > 1 and tall > 0.35 * min(top - low, top2 - low2):
                found.append((words, other))
    return found
