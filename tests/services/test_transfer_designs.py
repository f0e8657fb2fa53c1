"""Designs of certificates that move with a section: for the edition where it has none, else for the section alone."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.errors import DomainError
from olympiad.exchange.design_pictures import read_picture
from olympiad.exchange.transfer_files import Row
from olympiad.models.certificate_design import CertificateDesign, DesignPicture
from olympiad.services.keeping import transfer_designs
from olympiad.services.results import certificate_designs
from olympiad.wording.ready_designs import ready
from tests.factories import Cast, make_cast

SVG = read_picture(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>')
TEAM, DEGREE = DesignKind.TEAM, DesignKind.DEGREE


@pytest.fixture
def there(session: Session) -> Cast:
    """The section that moves, in an edition of its own."""
    return make_cast(session)


def save(session: Session, cast: Cast, kind: DesignKind, *, own: bool, with_logo: bool = False) -> None:
    design = ready(kind)
    if with_logo:
        design = replace(design, logos=(certificate_designs.add_picture(session, cast.edition, SVG, by=cast.ana),))
    place = cast.section if own else None
    certificate_designs.save(session, cast.edition, place, kind, design, base=0, by=cast.ana)


def take_in(session: Session, cast: Cast, rows: list[Row]) -> dict[DesignKind, bool]:
    """Take designs in; returns of each kind in force whether it is the section's own."""
    transfer_designs.take_in(session, cast.section, rows, by=cast.ana)
    found = certificate_designs.in_force(session, cast.section.edition_id, cast.section.id)
    return {kind: row.section_id is not None for kind, row in found.items()}


def count(session: Session, cast: Cast) -> int:
    query = select(func.count()).select_from(CertificateDesign)
    return session.scalar(query.where(CertificateDesign.edition_id == cast.edition.id)) or 0


def test_what_would_be_issued_is_written_with_its_pictures_and_for_whom_it_holds(session: Session, there: Cast) -> None:
    save(session, there, DEGREE, own=False, with_logo=True)
    save(session, there, TEAM, own=True)

    written = transfer_designs.written(session, there.section)

    assert {str(row["kind"]): row["own"] for row in written} == {"degree": False, "team": True}
    contents = {str(row["kind"]): json.loads(str(row["content"])) for row in written}
    assert list(contents["degree"]["pictures"].values()) == [SVG]
    assert contents["team"]["pictures"] == {}


def test_a_section_without_designs_brings_none(session: Session, cast: Cast, there: Cast) -> None:
    assert transfer_designs.written(session, there.section) == []
    assert take_in(session, cast, []) == {}


def test_a_design_of_the_edition_is_one_here_and_an_own_one_is_the_sections(
    session: Session, cast: Cast, there: Cast
) -> None:
    save(session, there, DEGREE, own=False, with_logo=True)
    save(session, there, TEAM, own=True)

    found = take_in(session, cast, transfer_designs.written(session, there.section))

    assert found == {DEGREE: False, TEAM: True}
    pictures = session.scalars(select(DesignPicture.svg).where(DesignPicture.edition_id == cast.edition.id))
    assert list(pictures) == [SVG]


def test_the_same_design_that_stands_here_is_left(session: Session, cast: Cast, there: Cast) -> None:
    save(session, there, DEGREE, own=False)
    save(session, cast, DEGREE, own=False)

    take_in(session, cast, transfer_designs.written(session, there.section))

    assert count(session, cast) == 1


def test_another_design_than_the_editions_holds_for_the_section_alone(
    session: Session, cast: Cast, there: Cast
) -> None:
    """The other sections of the edition go on with what they have."""
    save(session, there, DEGREE, own=False, with_logo=True)
    save(session, cast, DEGREE, own=False)

    found = take_in(session, cast, transfer_designs.written(session, there.section))

    assert found == {DEGREE: True}
    standing = certificate_designs.current(session, cast.edition, None, DEGREE)
    assert standing is not None
    assert certificate_designs.design_of(standing.content) == ready(DEGREE)


def test_an_archived_section_takes_none(session: Session, cast: Cast, there: Cast) -> None:
    save(session, there, DEGREE, own=False)
    rows = transfer_designs.written(session, there.section)
    cast.section.state = "archived"

    assert take_in(session, cast, rows) == {}


def test_a_picture_that_could_do_more_than_be_seen_is_refused(session: Session, cast: Cast, there: Cast) -> None:
    save(session, there, DEGREE, own=False, with_logo=True)
    [row] = transfer_designs.written(session, there.section)
    spoilt = str(row["content"]).replace("<path", "<script>1</script><path")

    with pytest.raises(DomainError):
        take_in(session, cast, [row | {"content": spoilt}])

    assert count(session, cast) == 0
