"""The register of an edition as files: everything is in it, what is void says so, and it is trusted by its keys alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.results_version import ResultsVersion
from olympiad.proofs import data_integrity, register_folder
from olympiad.proofs.signing_keys import KeyStore, key_id
from olympiad.services.results import certificate_proofs, certificate_register
from tests.factories import NOON, Cast, make_certificate, make_edition, make_section, make_version

ADDRESS = "https://olympiad.example"


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys", "secret")


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    return make_version(session, cast.section)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "register"


def export(session: Session, cast: Cast, folder: Path, keys: KeyStore) -> int:
    return certificate_register.export(
        session, cast.edition, folder, keys=keys, address=ADDRESS, now=NOON, by=cast.ana, certificates=(b"rector",)
    )


def record(folder: Path, token: str) -> dict[str, Any]:
    stem = register_folder.page_stem(token)
    assert (folder / f"certificates/{stem}.html").is_file()
    found: dict[str, Any] = json.loads((folder / f"certificates/{stem}.json").read_text())
    return found


def test_every_certificate_of_the_edition_has_its_signed_record(
    session: Session, cast: Cast, version: ResultsVersion, folder: Path, keys: KeyStore
) -> None:
    other = make_version(session, make_section(session, edition=cast.edition))
    rows = [make_certificate(session, one, printed={"name": "Eva"}) for one in (version, other)]
    foreign = make_certificate(session, make_version(session, make_section(session)), printed={"name": "X"})
    session.expire(cast.edition)

    number = export(session, cast, folder, keys)

    (key,) = certificate_proofs.public_keys(session, cast.edition)
    for row in rows:
        found = record(folder, row.token)
        assert (found["number"], found["state"], found["printed"]["name"]) == (row.number, "valid", "Eva")
        assert (found["issued_at"], found["revoked_at"], found["superseded_by"]) == ("2026-12-05T12:00:00Z", None, None)
        assert data_integrity.signer_of(found, {key_id(key): key}) == key
    assert not (folder / f"certificates/{register_folder.page_stem(foreign.token)}.json").exists()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert number == len(files) - 1  # the index counts itself not


def test_what_is_void_says_so_with_what_took_its_place(
    session: Session, cast: Cast, version: ResultsVersion, folder: Path, keys: KeyStore
) -> None:
    new = make_certificate(session, version, printed={"name": "Eva"})
    old = make_certificate(session, version, state="superseded", superseded_by_id=new.id, printed={"name": "Eva"})
    gone = make_certificate(session, version, state="revoked", revoked_at=NOON, printed={"name": "Gul"})

    export(session, cast, folder, keys)

    told = [record(folder, row.token) for row in (new, old, gone)]
    assert [(one["state"], one["superseded_by"], one["revoked_at"]) for one in told] == [
        ("valid", None, None), ("superseded", new.number, None), ("revoked", None, "2026-12-05T12:00:00Z"),
    ]  # fmt: skip


def test_the_folder_is_trusted_as_the_installation_is(
    session: Session, cast: Cast, version: ResultsVersion, folder: Path, keys: KeyStore
) -> None:
    make_certificate(session, version, printed={"name": "Eva"})
    make_certificate(session, version, state="revoked", printed={"name": "Gul"})

    export(session, cast, folder, keys)

    ours, theirs = certificate_register.trust_of(session, [cast.edition]), register_folder.read(folder)
    (name,) = ours.keys
    assert (theirs.keys, theirs.lists, theirs.certificates) == (ours.keys, ours.lists, (b"rector",))
    assert [ours.is_void(name, at) for at in (0, 1)] == [False, True]


def test_only_the_editions_that_are_asked_for_are_trusted(
    session: Session, cast: Cast, version: ResultsVersion, keys: KeyStore
) -> None:
    make_certificate(session, version, printed={"name": "Eva"})
    certificate_proofs.sign_missing(session, cast.section, keys, by=cast.ana)

    assert certificate_register.trust_of(session, [make_edition(session)]).keys == {}
    assert certificate_register.trust_of(session, []).lists == {}


def test_a_folder_that_holds_something_is_refused_and_stays(
    session: Session, cast: Cast, version: ResultsVersion, folder: Path, keys: KeyStore
) -> None:
    folder.mkdir()
    (folder / "mine.txt").write_text("x")

    with pytest.raises(DomainError, match="register_folder_taken"):
        export(session, cast, folder, keys)

    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_an_edition_without_certificates_has_a_register_too(
    session: Session, cast: Cast, folder: Path, keys: KeyStore
) -> None:
    export(session, cast, folder, keys)

    assert {path.name for path in folder.iterdir()} == {
        "keys.json", "pdf-certificates.json", "status", "check.html", "index.html", "index.json",
    }  # fmt: skip
