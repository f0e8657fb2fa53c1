"""What goes wrong while certificates are issued: one clear refusal, nothing half-issued, no number twice."""

import errno
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.documents.certificates import certificates_pdf
from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.services.record import audit
from olympiad.services.results import certificate_designs, certificate_numbers, certificate_plan, certificates
from olympiad.wording.ready_designs import ready
from tests.factories import Cast, make_user
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    return finalise(session, cast, official=True)


def numbers(session: Session) -> list[str]:
    return list(session.scalars(select(Certificate.number).order_by(Certificate.number)))


def seen(session: Session, version: ResultsVersion) -> str:
    return certificates.plan(session, version, languages=("uz", "en")).fingerprint


def test_a_design_that_was_removed_meanwhile_stops_issuing(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    row = certificate_designs.save(
        session, cast.edition, None, DesignKind.DEGREE, ready(DesignKind.DEGREE), base=0, by=cast.ana
    )
    confirmed = seen(session, version)
    certificate_designs.remove(session, row, base=1, by=cast.ana)

    with pytest.raises(DomainError) as found:
        certificates.issue(session, version, seen=confirmed, by=cast.ana)

    assert (found.value.code, numbers(session)) == ("certificates_plan_changed", [])


def test_of_two_who_issue_the_same_plan_the_later_is_told(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    confirmed = seen(session, version)
    first = certificates.issue(session, version, seen=confirmed, by=cast.ana)

    with pytest.raises(DomainError) as found:
        certificates.issue(session, version, seen=confirmed, by=make_user(session))

    assert found.value.code == "certificates_plan_changed"
    assert numbers(session) == sorted(one.number for one in first)


def test_a_full_disk_in_the_middle_leaves_nothing_and_no_number_is_given_twice(
    session: Session, cast: Cast, version: ResultsVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(audit, "record", full)
        begun = session.begin_nested()
        with pytest.raises(OSError, match="No space left"):
            certificates.issue(session, version, by=cast.ana)
        begun.rollback()
    before = numbers(session)

    issued = certificates.issue(session, version, by=cast.ana)

    assert before == []
    assert len({one.number for one in issued}) == len(issued) == 3


@pytest.mark.parametrize("name", ["#let x = 1; $x$ <b>", "<script>alert(1)</script>", "*Aziza* _K_ @x \\ // `y`"])
def test_source_code_in_a_name_is_printed_as_letters(
    session: Session, cast: Cast, version: ResultsVersion, name: str
) -> None:
    session.scalars(select(Participant).where(Participant.name == "Gul")).one().name = name
    session.flush()

    issued = certificates.issue(session, version, by=cast.ana)

    assert name in {certificate_plan.printed(one)["name"] for one in issued}


def test_a_design_that_is_removed_while_certificates_are_written_stays_with_what_is_issued(
    session: Session, cast: Cast, version: ResultsVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = certificate_designs.save(
        session, cast.edition, None, DesignKind.DEGREE, ready(DesignKind.DEGREE), base=0, by=cast.ana
    )
    numbers_of = certificate_numbers.Numbers

    def removed_meanwhile(*given: Any) -> certificate_numbers.Numbers:
        certificate_designs.remove(session, row, base=1, by=cast.ana)
        return numbers_of(*given)

    monkeypatch.setattr(certificate_numbers, "Numbers", removed_meanwhile)
    issued = certificates.issue(session, version, seen=seen(session, version), by=cast.ana)

    degrees = [one for one in issued if one.kind == "award"]
    assert degrees
    assert all(one.issued_design is not None for one in degrees)
    assert certificate_designs.frozen_in_force(session, cast.section) == {}
    assert certificates_pdf(issued, "https://a.uz/c").startswith(b"%PDF")
