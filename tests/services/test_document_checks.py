"""A file that anybody hands in: what is found of it becomes a verdict with the certificate of the register."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from olympiad import jobs
from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.proofs.document_check import Document
from olympiad.proofs.pdf_signatures import Found
from olympiad.proofs.signing_keys import KeyStore
from olympiad.services.results import certificate_credentials, certificate_proofs, document_checks
from olympiad.services.results.document_checks import Verdict
from tests.factories import Cast, make_certificate, make_version


@pytest.fixture
def row(session: Session, cast: Cast) -> Certificate:
    made = make_certificate(session, make_version(session, cast.section), printed={"name": "Eva"})
    session.commit()
    return made


def verdict(session: Session, monkeypatch: pytest.MonkeyPatch, found: Document) -> tuple[Verdict, Certificate | None]:
    """Check a file of which the process that reads it finds this."""
    monkeypatch.setattr(jobs.STRANGERS, "run", lambda *_given: found)
    answer = document_checks.check(session, b"%PDF-", ())
    return answer.verdict, answer.certificate


@pytest.mark.parametrize(
    ("found", "state", "expected"),
    [
        (Found.SIGNED, "valid", Verdict.VALID),
        (Found.UNSIGNED, "valid", Verdict.UNSIGNED),
        (Found.CHANGED, "valid", Verdict.CHANGED),
        (Found.CHANGED, "revoked", Verdict.CHANGED),
        (Found.OTHERS, "valid", Verdict.NOT_OURS),
        (Found.SIGNED, "revoked", Verdict.NO_LONGER),
        (Found.SIGNED, "superseded", Verdict.NO_LONGER),
        (Found.UNSIGNED, "revoked", Verdict.NO_LONGER),
    ],
)
def test_the_verdict_is_of_the_file_and_of_what_became_of_the_certificate(
    session: Session, row: Certificate, monkeypatch: pytest.MonkeyPatch, found: Found, state: str, expected: Verdict
) -> None:
    row.state = state
    session.commit()

    assert verdict(session, monkeypatch, Document(found, row.number, row.token)) == (expected, row)


def test_number_and_token_must_be_of_the_same_certificate(
    session: Session, cast: Cast, row: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_certificate(session, make_version(session, cast.section, number=2))
    session.commit()

    assert verdict(session, monkeypatch, Document(Found.SIGNED, row.number, other.token)) == (Verdict.NOT_OURS, None)
    assert verdict(session, monkeypatch, Document(Found.SIGNED, row.number)) == (Verdict.VALID, row)


@pytest.mark.parametrize(("found", "expected"), [(Found.SIGNED, Verdict.NOT_OURS), (Found.CHANGED, Verdict.CHANGED)])
def test_a_file_that_names_no_certificate_is_not_ours(
    session: Session, row: Certificate, monkeypatch: pytest.MonkeyPatch, found: Found, expected: Verdict
) -> None:
    assert verdict(session, monkeypatch, Document(found)) == (expected, None)


def test_a_badge_is_read_with_the_keys_of_this_installation(
    session: Session, cast: Cast, row: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.STRANGERS, "run", lambda work, *given: work(*given))  # without a process of its own
    keys = KeyStore(tmp_path / "keys", "secret")
    certificate_proofs.sign_missing(session, cast.section, keys, by=cast.ana)
    badge = certificate_credentials.credential_of(session, row, keys, "https://olympiad.example")
    session.commit()
    text = certificate_credentials.text_of(badge)

    answer = document_checks.check(session, text.encode(), ())

    assert (answer.verdict, answer.certificate) == (Verdict.VALID, row)
    with pytest.raises(DomainError, match="document_not_ours"):
        document_checks.check(session, text.replace("Eva", "Ada").encode(), ())
