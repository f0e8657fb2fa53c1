"""The signed QR code: printed, published keys, forgeries found, keys that are missing refused in one sentence."""

import json
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.models.certificate_proof import CertificateProof, EditionKey
from olympiad.proofs import codes
from olympiad.proofs.signing_keys import FOLDER, KeyStore
from olympiad.services.results import certificate_proofs
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


@pytest.fixture
def issued(client: Visitor, session: Session, cast: Cast) -> list[Certificate]:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.edition.certificate_prefix = "SAM-2026"
    finalise(session, cast, official=True)
    session.commit()
    client.sign_in(cast.ana).post(f"{base(cast)}/issue", data={"language": ["uz", "en"]})
    return list(session.scalars(select(Certificate).order_by(Certificate.id)))


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/certificates"


def printed_code(client: Visitor, cast: Cast, row: Certificate) -> str:
    answer = client.get(f"{base(cast)}/{row.id}.pdf")
    page = pypdfium2.PdfDocument(answer.data)[0]
    return zxingcpp.read_barcodes(page.render(scale=3).to_pil())[0].text


def test_printed_code_is_signed_over_number_name_and_award(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    code = codes.read(printed_code(client, cast, issued[0]))

    assert (code.number, code.award, code.token) == ("SAM-2026-BIO-0001", "I degree", issued[0].token)
    assert code.bears("EVA")
    assert not code.bears("Ewa")
    keys = certificate_proofs.public_keys(session, cast.edition)
    assert code.key_among(keys) == keys[0]


def stands(text: str, keys: list[str]) -> bool:
    try:
        return codes.read(text).key_among(keys) is not None
    except DomainError:
        return False


@pytest.mark.parametrize(
    ("old", "new"), [(";I%20degree;", ";II%20degree;"), ("-0001;", "-0002;"), ("#1;", "#1;x"), ("/c/", "/d/")]
)
def test_a_changed_code_is_found(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate], old: str, new: str
) -> None:
    text = printed_code(client, cast, issued[0])
    assert old in text
    assert stands(text, certificate_proofs.public_keys(session, cast.edition))

    assert not stands(text.replace(old, new), certificate_proofs.public_keys(session, cast.edition))


def test_the_code_leads_to_the_page_when_pasted(client: Visitor, cast: Cast, issued: list[Certificate]) -> None:
    answer = client.get("/c/", query_string={"code": printed_code(client, cast, issued[0])})

    assert answer.headers["Location"] == f"/c/{issued[0].token}"


def test_the_key_is_made_once_and_only_its_public_half_is_published(
    client: Visitor, app: Flask, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    files = list((Path(app.instance_path) / FOLDER).iterdir())
    published = client.get(f"/editions/{cast.edition.slug}/did.json")

    assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"]
    assert b"ENCRYPTED" in files[0].read_bytes()
    assert len(session.scalars(select(EditionKey)).all()) == 1
    methods = json.loads(published.data)["verificationMethod"]
    assert [one["publicKeyMultibase"][:4] for one in methods] == ["z6Mk"]
    assert json.loads(published.data)["id"] == f"did:web:localhost:editions:{cast.edition.slug}"


def test_issuing_anew_signs_the_new_one_with_the_same_key(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    issued[0].fields = json.dumps(json.loads(issued[0].fields) | {"name": "Evva"})
    session.commit()

    client.post(f"{base(cast)}/{issued[0].id}/reissue")

    proofs = session.scalars(select(CertificateProof).order_by(CertificateProof.id)).all()
    assert [proof.position for proof in proofs] == [0, 1, 2, 3]
    assert len({proof.public_key for proof in proofs}) == 1


@pytest.mark.parametrize("fault", ["missing", "sealed"])
def test_without_its_key_nothing_is_issued_and_one_sentence_says_so(
    client: Visitor, app: Flask, session: Session, cast: Cast, issued: list[Certificate], fault: str
) -> None:
    issued[0].fields = json.dumps(json.loads(issued[0].fields) | {"name": "Evva"})
    session.commit()
    if fault == "missing":
        next((Path(app.instance_path) / FOLDER).iterdir()).unlink()
    else:
        app.config["SECRET_KEY"], old = "another secret of this installation", app.config["SECRET_KEY"]

    try:
        answer = client.post(f"{base(cast)}/{issued[0].id}/reissue")
    finally:
        if fault == "sealed":
            app.config["SECRET_KEY"] = old

    if fault == "missing":
        assert answer.status_code == 409
        assert "The signing key signing-keys/" in answer.text
    session.expire_all()
    assert session.scalars(select(Certificate.state)).all() == ["valid"] * 3


def test_a_key_that_does_not_open_is_refused(tmp_path: Path) -> None:
    key = KeyStore(tmp_path, "one").make()

    with pytest.raises(DomainError) as refused:
        KeyStore(tmp_path, "two").signer(key)

    assert refused.value.code == "signing_key_sealed"
    assert "secret" not in repr(KeyStore(tmp_path, "a secret"))


def test_what_was_issued_before_is_signed_with_the_next(session: Session, cast: Cast, tmp_path: Path) -> None:
    from olympiad.services.results import certificates  # why: the service alone, as an earlier release issued

    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    rows = certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)
    store = KeyStore(tmp_path, "secret")

    assert certificate_proofs.codes_of(session, rows) == {}
    assert certificate_proofs.sign_missing(session, cast.section, store, by=cast.ana) == 3
    assert certificate_proofs.sign_missing(session, cast.section, store, by=cast.ana) == 0
    assert len(certificate_proofs.codes_of(session, rows)) == 3


def test_a_new_key_leaves_old_signatures_true(session: Session, cast: Cast, tmp_path: Path) -> None:
    store = KeyStore(tmp_path, "secret")
    first = certificate_proofs.make_key(session, cast.edition, store, by=cast.ana)
    second = certificate_proofs.make_key(session, cast.edition, store, by=cast.ana)

    assert certificate_proofs.public_keys(session, cast.edition) == [second, first]
    assert certificate_proofs.current_key(session, cast.edition.id, store, by=cast.ana) == second


def test_awards_with_signs_and_long_ones_are_read_back() -> None:
    for award in ("", "Best; technique/2026 #1", "Энг яхши услуб", "Ў" * 300):
        told = codes.signed_award(award)
        code = codes.Code("t" * 22, "k" * 8, "Ў-26;1", "h" * 22, told, "s" * 86)

        assert codes.read(codes.write("https://olympiad.example/c", code)) == code


def test_the_page_to_save_is_one_file_with_its_keys_and_words(
    client: Visitor, session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    answer = client.get("/certificate-check.html")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert certificate_proofs.public_keys(session, cast.edition)[0] in answer.text
    assert "src=" not in answer.text
    assert "\nimport " not in answer.text
    assert "Подлин" in answer.text
