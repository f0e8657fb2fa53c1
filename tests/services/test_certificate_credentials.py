"""Open Badges of certificates and their status lists: signed, the same bytes each time, and following what is revoked."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.models.results_version import ResultsVersion
from olympiad.proofs import data_integrity, open_badges, status_lists
from olympiad.proofs.data_integrity import Document
from olympiad.proofs.signing_keys import KeyStore, key_id
from olympiad.services.results import certificate_credentials, certificate_proofs
from tests.factories import NOON, Cast, make_certificate, make_edition, make_version

ADDRESS = "https://olympiad.example"


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys", "secret")


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    return make_version(session, cast.section)


def signed(session: Session, cast: Cast, version: ResultsVersion, keys: KeyStore, *names: str) -> list[Certificate]:
    made = [make_certificate(session, version, printed={"name": name}) for name in names]
    certificate_proofs.sign_missing(session, cast.section, keys, by=cast.ana)
    return made


def signer(session: Session, cast: Cast, document: Document) -> str | None:
    known = certificate_proofs.public_keys(session, cast.edition)
    return data_integrity.signer_of(document, {key_id(key): key for key in known})


def test_a_credential_names_holder_and_number_and_its_place_in_the_list(
    session: Session, cast: Cast, version: ResultsVersion, keys: KeyStore
) -> None:
    _, gul = signed(session, cast, version, keys, "Eva", "Gul")

    found = certificate_credentials.credential_of(session, gul, keys, ADDRESS)

    (key,) = certificate_proofs.public_keys(session, cast.edition)
    place = f"{ADDRESS}/editions/{cast.edition.slug}/status/{key_id(key)}.json"
    assert (open_badges.holder(found), open_badges.status(found)) == ((gul.number, "Gul"), (place, 1))
    assert (signer(session, cast, found), found["validFrom"]) == (key, "2026-12-05T12:00:00Z")
    again = certificate_credentials.credential_of(session, gul, keys, ADDRESS)
    assert certificate_credentials.text_of(again) == certificate_credentials.text_of(found)


def test_a_changed_credential_is_signed_by_nobody(
    session: Session, cast: Cast, version: ResultsVersion, keys: KeyStore
) -> None:
    (eva,) = signed(session, cast, version, keys, "Eva")

    found = certificate_credentials.credential_of(session, eva, keys, ADDRESS)

    assert signer(session, cast, found | {"validFrom": "2025-12-05T12:00:00Z"}) is None


@pytest.mark.parametrize("name", ["Eva", ""])
def test_without_a_signature_or_a_name_there_is_none(
    session: Session, cast: Cast, version: ResultsVersion, keys: KeyStore, name: str
) -> None:
    if not name:
        (row,) = signed(session, cast, version, keys, "Eva")
        row.fields = row.fields.replace("Eva", "")  # purged
    else:
        row = make_certificate(session, version, printed={"name": name})

    with pytest.raises(DomainError, match="credential_not_there") as refused:
        certificate_credentials.credential_of(session, row, keys, ADDRESS)

    assert refused.value.fields == {"number": row.number}


def test_the_status_list_has_the_bits_of_what_is_void(
    session: Session, cast: Cast, version: ResultsVersion, keys: KeyStore
) -> None:
    rows = signed(session, cast, version, keys, "Eva", "Gul", "Finn", "Ada")
    (key,) = certificate_proofs.public_keys(session, cast.edition)
    assert certificate_credentials.void_positions(session, key) == []
    rows[1].state, rows[3].state = "revoked", "superseded"
    session.flush()

    found = certificate_credentials.status_list(session, cast.edition, key, keys, ADDRESS, NOON + timedelta(days=1))

    bits = found["credentialSubject"]["encodedList"]  # type: ignore[call-overload, index]
    assert certificate_credentials.void_positions(session, key) == [1, 3]
    assert [status_lists.is_set(bits, at) for at in range(4)] == [False, True, False, True]
    assert signer(session, cast, found) == key


def test_each_key_has_a_list_of_its_own(session: Session, cast: Cast, version: ResultsVersion, keys: KeyStore) -> None:
    (first,) = signed(session, cast, version, keys, "Eva")
    certificate_proofs.make_key(session, cast.edition, keys, by=cast.ana)
    signed(session, cast, version, keys, "Gul")
    first.state = "revoked"
    session.flush()

    newer, older = certificate_proofs.public_keys(session, cast.edition)

    assert certificate_credentials.void_positions(session, older) == [0]
    assert certificate_credentials.void_positions(session, newer) == []


def test_a_key_is_found_by_its_short_name_in_its_edition_alone(
    session: Session, cast: Cast, version: ResultsVersion, keys: KeyStore
) -> None:
    signed(session, cast, version, keys, "Eva")
    (key,) = certificate_proofs.public_keys(session, cast.edition)

    assert certificate_credentials.key_named(session, cast.edition, key_id(key)) == key
    assert certificate_credentials.key_named(session, cast.edition, "other") is None
    assert certificate_credentials.key_named(session, make_edition(session), key_id(key)) is None


def test_without_the_private_half_nothing_is_signed(
    session: Session, cast: Cast, version: ResultsVersion, keys: KeyStore, tmp_path: Path
) -> None:
    (eva,) = signed(session, cast, version, keys, "Eva")

    with pytest.raises(DomainError, match="signing_key_missing"):
        certificate_credentials.credential_of(session, eva, KeyStore(tmp_path / "other", "secret"), ADDRESS)
    with pytest.raises(DomainError, match="signing_key_sealed"):
        certificate_credentials.credential_of(session, eva, KeyStore(keys.folder, "another"), ADDRESS)
