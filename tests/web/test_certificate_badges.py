"""Badges and the exported register: genuine ones verify from files alone, each forgery and revocation is caught."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.proofs import badge_check, data_integrity, register_folder
from olympiad.services.results import certificates
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

Run = Callable[..., Result]


@pytest.fixture
def issued(client: Visitor, session: Session, cast: Cast) -> list[Certificate]:
    """Eva, Gul and Finn hold certificates; Gul's is revoked."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.edition.certificate_prefix = "SAM-2026"
    finalise(session, cast, official=True)
    session.commit()
    base = f"/editions/{cast.edition.slug}/{cast.section.slug}/certificates"
    client.sign_in(cast.ana).post(f"{base}/issue", data={"language": ["uz", "en"]})
    rows = list(session.scalars(select(Certificate).order_by(Certificate.id)))
    certificates.revoke(session, rows[1], reason="Issued by mistake", by=cast.ana)
    session.commit()
    client.sign_out()
    return rows


@pytest.fixture
def run(app: Flask, session: Session) -> Run:
    def run(*words: object) -> Result:
        told = [str(word) for word in words]
        session.commit()  # a test that reads holds the database
        return app.test_cli_runner().invoke(args=told)

    return run


@pytest.fixture
def register(run: Run, cast: Cast, issued: list[Certificate], tmp_path: Path) -> Path:
    answer = run("export-register", cast.edition.slug, tmp_path / "register")
    assert answer.exit_code == 0, answer.output
    return tmp_path / "register"


def badge(client: Visitor, row: Certificate, kind: str) -> bytes:
    return client.get(f"/c/{row.token}/badge.{kind}").data


@pytest.mark.parametrize("kind", ["json", "svg", "png"])
def test_a_badge_verifies_with_database_and_with_register(
    client: Visitor, run: Run, register: Path, issued: list[Certificate], tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"badge.{kind}"
    file.write_bytes(badge(client, issued[0], kind))

    for words in ((), ("--register", register)):
        answer = run("verify-certificate", file, *words)
        assert answer.exit_code == 0, answer.output
        assert "genuine and valid. SAM-2026-BIO-0001, Diploma of the I degree, Eva" in answer.output


@pytest.mark.parametrize("kind", ["json", "svg", "png"])
def test_a_revoked_badge_is_caught_by_both(
    client: Visitor, run: Run, register: Path, issued: list[Certificate], tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"badge.{kind}"
    file.write_bytes(badge(client, issued[1], kind))

    for words in ((), ("--register", register)):
        answer = run("verify-certificate", file, *words)
        assert answer.exit_code == 1
        assert "SAM-2026-BIO-0002 was genuine, and has been revoked" in answer.output


def test_every_changed_value_of_a_badge_is_found(client: Visitor, register: Path, issued: list[Certificate]) -> None:
    trust = register_folder.read(register)
    document = json.loads(badge(client, issued[0], "json"))
    for old, new in (("Eva", "Ewa"), ("-0001", "-0003"), ("I degree", "II degree"), ('"0"', '"7"'), ("2026-", "2025-")):
        text = json.dumps(document).replace(old, new)
        assert text != json.dumps(document)
        with pytest.raises(DomainError) as refused:
            badge_check.check(text.encode(), trust)
        assert refused.value.code == "document_not_ours"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document_malformed"),
        (b"[]", "document_malformed"),
        (b"{}", "document_not_ours"),
        (b'{"proof": 1, "proof": 2}', "document_malformed"),
        (b"[" * 100_000, "document_malformed"),
        (
            b'{"@context": 1.5, "proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"}}',
            "document_not_ours",
        ),
        (b"<svg/>", "proof_not_baked"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><svg>&b;</svg>', "proof_not_baked"),
        (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt", "proof_not_baked"),
    ],
)
def test_what_is_no_badge_is_refused(register: Path, content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        badge_check.check(content, register_folder.read(register))

    assert refused.value.code == code


def test_a_badge_of_another_issuer_with_our_key_named_is_refused(
    client: Visitor, register: Path, issued: list[Certificate]
) -> None:
    document = json.loads(badge(client, issued[0], "json"))
    trust = register_folder.read(register)
    document["proof"]["verificationMethod"] = "did:web:other#" + next(iter(trust.keys))

    assert data_integrity.signer_of(document, trust.keys) is None


def test_the_status_list_follows_revocation(client: Visitor, cast: Cast, issued: list[Certificate]) -> None:
    credential = json.loads(badge(client, issued[1], "json"))
    address = credential["credentialStatus"]["statusListCredential"]

    listed = json.loads(client.get(address.removeprefix("http://localhost")).data)

    subject = listed["credentialSubject"]
    from olympiad.proofs import status_lists  # why: here alone

    assert [status_lists.is_set(subject["encodedList"], at) for at in range(3)] == [False, True, False]
    assert client.get(f"/editions/{cast.edition.slug}/status/nothing1.json").status_code == 404


def test_the_register_has_a_page_for_whoever_holds_the_paper(register: Path, issued: list[Certificate]) -> None:
    stem = register_folder.page_stem(issued[1].token)
    page = (register / f"certificates/{stem}.html").read_text("utf-8")

    assert "Bekor qilingan · Аннулирован · Revoked" in page
    assert "SAM-2026-BIO-0002" in page
    index = (register / "index.json").read_text("utf-8")
    assert stem not in index
    assert "Gul" not in index + (register / "index.html").read_text("utf-8")
    assert "<script" not in page


def test_a_record_of_the_register_verifies_and_a_changed_one_does_not(
    run: Run, register: Path, issued: list[Certificate], tmp_path: Path
) -> None:
    record = register / f"certificates/{register_folder.page_stem(issued[0].token)}.json"
    assert run("verify-certificate", record, "--register", register).exit_code == 0

    record.write_text(record.read_text("utf-8").replace('"place":"1"', '"place":"2"'), "utf-8")

    assert run("verify-certificate", record, "--register", register).exit_code == 1


@pytest.mark.parametrize("change", ["status", "index", "keys"])
def test_a_changed_register_is_not_believed(
    client: Visitor, run: Run, register: Path, issued: list[Certificate], tmp_path: Path, change: str
) -> None:
    file = tmp_path / "badge.json"
    file.write_bytes(badge(client, issued[0], "json"))
    changed = next((register / "status").glob("*.json")) if change == "status" else register / f"{change}.json"
    changed.write_text(changed.read_text("utf-8").replace("did:web:", "did:wem:", 1).replace('"made', '"mode'), "utf-8")

    answer = run("verify-certificate", file, "--register", register)

    assert answer.exit_code == 1
    assert "of the register was changed or is missing" in answer.output


def test_a_folder_that_is_not_empty_is_refused(run: Run, cast: Cast, issued: list[Certificate], tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/kept.txt").write_text("mine")

    answer = run("export-register", cast.edition.slug, tmp_path / "full")

    assert answer.exit_code == 1
    assert "is not empty" in answer.output
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["kept.txt"]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(register_folder.os, "fsync", full)

    with pytest.raises(DomainError) as refused:
        register_folder.write(tmp_path / "register", [("a/b.txt", "text")], json.dumps)

    assert refused.value.fields == {"found": "No space left on device"}
    assert list(tmp_path.iterdir()) == []


def test_the_register_verifies_after_it_was_moved_and_the_instance_is_gone(
    client: Visitor, register: Path, issued: list[Certificate], app: Flask, tmp_path: Path
) -> None:
    content = badge(client, issued[0], "png")
    shutil.move(register, tmp_path / "elsewhere")
    shutil.rmtree(Path(app.instance_path) / "signing-keys")

    assert badge_check.check(content, register_folder.read(tmp_path / "elsewhere")).name == "Eva"


def test_a_badge_without_signature_is_not_offered(client: Visitor, session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    row = certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)[0]
    session.commit()

    assert "Digital badge" not in client.get(f"/c/{row.token}").text
    assert client.get(f"/c/{row.token}/badge.svg").status_code == 409
