"""Numbers of certificates: counted on by each pattern, and never given twice in the installation."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import DesignKind
from olympiad.services.results import certificate_designs
from olympiad.services.results.certificate_designs import FrozenDesign
from olympiad.services.results.certificate_numbers import Numbers, prefix_of
from olympiad.wording.ready_designs import ready
from tests.factories import Cast, make_certificate, make_section, make_version


def design(number: str) -> FrozenDesign:
    return certificate_designs.freeze(replace(ready(DesignKind.DEGREE), number=number), {})


@pytest.fixture
def cast(cast: Cast) -> Cast:
    cast.edition.certificate_prefix = "SAM-2026"
    return cast


def test_each_pattern_counts_on_its_own_from_one(session: Session, cast: Cast) -> None:
    numbers = Numbers(session, cast.section)
    team = design("{edition}-{section}-T{number}")

    assert [numbers.next(one) for one in (None, None, team, None, team)] == [
        "SAM-2026-BIO-0001", "SAM-2026-BIO-0002", "SAM-2026-BIO-T0001", "SAM-2026-BIO-0003", "SAM-2026-BIO-T0002",
    ]  # fmt: skip


def test_counting_goes_on_behind_the_highest_whatever_became_of_it(session: Session, cast: Cast) -> None:
    version = make_version(session, cast.section)
    for number, state in (
        ("SAM-2026-BIO-0009", "revoked"),
        ("SAM-2026-BIO-10000", "valid"),
        ("SAM-2026-BIO-T0070", "valid"),
    ):
        make_certificate(session, version, number=number, state=state)

    assert Numbers(session, cast.section).next(None) == "SAM-2026-BIO-10001"
    assert Numbers(session, cast.section).next(design("{edition}-{section}-T{number}")) == "SAM-2026-BIO-T0071"


def test_two_sections_of_the_same_letters_share_their_numbers(session: Session, cast: Cast) -> None:
    make_certificate(session, make_version(session, cast.section), number="SAM-2026-BIO-0004")
    other = make_section(session, edition=cast.edition)

    assert Numbers(session, other).next(None) == "SAM-2026-BIO-0005"


def test_signs_of_a_pattern_stand_for_themselves_in_the_search(session: Session, cast: Cast) -> None:
    cast.edition.certificate_prefix = "S_M%"
    make_certificate(session, make_version(session, cast.section), number="SAMX-BIO-0009")

    assert Numbers(session, cast.section).next(None) == "S_M%-BIO-0001"


@pytest.mark.parametrize(
    ("edition", "section", "pattern", "prefix"),
    [
        ({"year": "2026"}, {}, "{edition}-{section}-{number}", "SAM-2026-BIO-"),
        ({"certificate_prefix": "", "slug": "sam-26"}, {}, "{edition}-{section}-{number}", "SAM-26-BIO-"),
        ({"year": "2026-yil’"}, {"code": ""}, "{year}/{section}/{number}", "2026YIL/BIO/"),
        ({"year": ""}, {"code": "GEN"}, "{section}{year}-{number}", "GEN-"),
    ],
)
def test_the_beginning_names_edition_section_and_year(
    session: Session, cast: Cast, edition: dict[str, str], section: dict[str, str], pattern: str, prefix: str
) -> None:
    for row, given in ((cast.edition, edition), (cast.section, section)):
        for name, value in given.items():
            setattr(row, name, value)

    assert prefix_of(cast.section, pattern) == prefix
