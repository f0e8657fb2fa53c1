"""Forged certificates: a PDF changed in any way, a changed register, a later revocation – each is caught by each way meant to."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from shutil import which
from warnings import catch_warnings

import pikepdf
import pytest
from click.testing import Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from flask import Flask
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlalchemy.orm import Session

from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.proofs import badge_check, codes, register_folder
from olympiad.proofs.encodings import base58, base64url
from olympiad.proofs.pdf_signatures import Signing, SimpleSigner
from olympiad.services.results import certificate_proofs, certificates
from tests.applications import Visitor
from tests.factories import Cast
from tests.web.test_certificate_checks import base, hand_in, issued, make_key, pdf, signing

__all__ = ["issued", "signing"]

Run = Callable[..., Result]
WORDS = {
    "revoked": "Bekor qilingan · Аннулирован · Revoked",
    "superseded": "Almashtirilgan · Заменён · Superseded",
}
FORGERIES = ("byte", "update", "page", "signed over")


@pytest.fixture
def run(app: Flask, session: Session) -> Run:
    def run(*words: object) -> Result:
        session.commit()  # a test that reads holds the database
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    return run


def forged(how: str, genuine: bytes, other: bytes, key: Path) -> bytes:
    """What somebody makes of a signed certificate, with another genuine one and a key of their own at hand."""
    if how == "byte":
        at = genuine.index(b"stream") + 40
        return genuine[:at] + bytes([genuine[at] ^ 1]) + genuine[at + 1 :]
    if how == "page":
        with pikepdf.open(BytesIO(genuine)) as mine, pikepdf.open(BytesIO(other)) as theirs:
            mine.pages[0] = theirs.pages[0]
            made = BytesIO()
            with catch_warnings(action="ignore"):
                mine.save(made)
        return made.getvalue()
    writer = IncrementalPdfFileWriter(BytesIO(genuine), strict=False)
    writer.root[pdf_name("/Lang")] = pdf_string("ru")
    writer.update_root()
    made = BytesIO()
    writer.write(made)
    if how == "update":
        return made.getvalue()
    make_key(key)
    signer = SimpleSigner.load_pkcs12_data(key.read_bytes(), other_certs=[], passphrase=b"right")
    with pikepdf.open(BytesIO(other)) as theirs:
        del theirs.Root.AcroForm, theirs.pages[0].Annots
        plain = BytesIO()
        theirs.save(plain)
    return Signing(signer).sign(plain.getvalue())


@pytest.mark.parametrize("how", FORGERIES)
def test_a_forged_pdf_is_caught_by_the_page_the_command_the_register_and_pdfsig(
    client: Visitor, run: Run, session: Session, cast: Cast, signing: Path, issued: list[Certificate], tmp_path: Path,
    how: str,
) -> None:  # fmt: skip
    genuine, other = (pdf(client, session, cast, row) for row in issued[:2])
    content = forged(how, genuine, other, tmp_path / "forger.p12")
    file, register = tmp_path / "forged.pdf", tmp_path / "register"
    file.write_bytes(content)
    assert run("export-register", cast.edition.slug, register).exit_code == 0

    page = hand_in(client, session, content)
    told = run("verify-certificate", file), run("verify-certificate", file, "--register", register)

    assert "Valid:" not in page
    assert any(words in page for words in ("Changed:", "Not ours:", "no signature protects this file"))
    assert [answer.exit_code for answer in told] == [1, 1]
    assert [answer.output.count("Error: ") for answer in told] == [1, 1]
    if which("pdfsig"):
        seen = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
        whole = "Signature is Valid" in seen and "Total document signed" in seen
        assert whole == (how == "signed over")  # that one is sound, but nobody's: ours alone knows by whom


def test_what_was_signed_before_the_key_expired_is_still_ours(
    client: Visitor, session: Session, cast: Cast, app: Flask, issued: list[Certificate], tmp_path: Path
) -> None:
    content = pdf(client, session, cast, issued[0])
    key = tmp_path / "old.p12"
    make_key(key, expired=True)
    signer = SimpleSigner.load_pkcs12_data(key.read_bytes(), other_certs=[], passphrase=b"right")
    signed = Signing(signer).sign(content)
    assert "Not ours:" in hand_in(client, session, signed)

    kept = Path(app.instance_path) / "pdf-certificates"
    kept.mkdir()
    certificate = pkcs12.load_key_and_certificates(key.read_bytes(), b"right")[1]
    assert certificate is not None
    (kept / "old.pem").write_bytes(certificate.public_bytes(Encoding.PEM))

    assert "Valid:" in hand_in(client, session, signed)


def test_a_certificate_for_web_servers_signs_nothing_and_one_sentence_says_so(
    client: Visitor, session: Session, cast: Cast, signing: Path, issued: list[Certificate]
) -> None:
    make_key(signing, signs=False)

    page = pdf(client, session, cast, issued[0]).decode()

    assert "is not meant for signatures" in page


def test_the_printers_file_is_signed_as_a_whole(
    client: Visitor, session: Session, cast: Cast, signing: Path, issued: list[Certificate], tmp_path: Path
) -> None:
    for name in ("all.pdf", "all.pdf?crop=1"):
        content = client.get(f"{base(cast)}/{name}").data

        with pikepdf.open(BytesIO(content)) as document:
            assert (len(document.pages), len(document.Root.AcroForm.Fields)) == (3, 1)
        if which("pdfsig"):
            (tmp_path / "all.pdf").write_bytes(content)
            words = ["pdfsig", "-nocert", tmp_path / "all.pdf"]
            seen = subprocess.run(words, capture_output=True, text=True, check=False).stdout
            assert "Signature is Valid" in seen
            assert "Total document signed" in seen


@pytest.fixture
def register(run: Run, cast: Cast, issued: list[Certificate], tmp_path: Path) -> Path:
    answer = run("export-register", cast.edition.slug, tmp_path / "register")
    assert answer.exit_code == 0, answer.output
    return tmp_path / "register"


def page_of(register: Path, row: Certificate, kind: str) -> Path:
    return register / f"certificates/{register_folder.page_stem(row.token)}.{kind}"


def test_an_untouched_register_is_whole(run: Run, register: Path) -> None:
    answer = run("verify-register", register)

    assert (answer.exit_code, "whole, as it was written" in answer.output) == (0, True)


@pytest.mark.parametrize("deed", ["edited", "added", "removed"])
def test_a_changed_page_of_the_register_is_named(
    run: Run, register: Path, issued: list[Certificate], deed: str
) -> None:
    page = page_of(register, issued[0], "html")
    if deed == "edited":
        page.write_text(page.read_text("utf-8").replace("Eva", "Ewa"), "utf-8")
    elif deed == "added":
        shutil.copy(page, page.with_name("0" * 32 + ".html"))
    else:
        page.unlink()

    answer = run("verify-register", register)

    assert answer.exit_code == 1
    assert "1 files of the register were changed, added or are missing" in answer.output


def test_an_older_record_put_back_into_the_register_does_not_hold_again(
    client: Visitor, run: Run, session: Session, cast: Cast, signing: Path, issued: list[Certificate], tmp_path: Path
) -> None:
    file, earlier, later = tmp_path / "one.pdf", tmp_path / "earlier", tmp_path / "later"
    file.write_bytes(pdf(client, session, cast, issued[0]))
    badge = client.get(f"/c/{issued[0].token}/badge.json").data
    assert run("export-register", cast.edition.slug, earlier).exit_code == 0
    certificates.revoke(session, issued[0], reason="Issued by mistake", by=cast.ana)
    assert run("export-register", cast.edition.slug, later).exit_code == 0
    genuine = page_of(earlier, issued[0], "json")

    old = run("verify-certificate", genuine, "--register", later)
    shutil.copy(genuine, page_of(later, issued[0], "json"))
    put_back = run("verify-certificate", file, "--register", later)

    assert (old.exit_code, put_back.exit_code) == (1, 1)
    assert "of the register was changed or is missing" in put_back.output
    with pytest.raises(Exception, match="document_revoked"):
        badge_check.check(badge, register_folder.read(later))


@pytest.mark.parametrize("state", ["revoked", "superseded"])
def test_what_no_longer_holds_is_caught_by_each_way(
    client: Visitor, run: Run, session: Session, cast: Cast, signing: Path, issued: list[Certificate], tmp_path: Path,
    state: str,
) -> None:  # fmt: skip
    row, register = issued[0], tmp_path / "register"
    files = {"one.pdf": pdf(client, session, cast, row)}
    files |= {f"badge.{kind}": client.get(f"/c/{row.token}/badge.{kind}").data for kind in ("json", "svg", "png")}
    code = codes.write("https://olympiad.example/c", certificate_proofs.codes_of(session, [row])[row.id])
    _end(session, cast, row, state)
    assert run("export-register", cast.edition.slug, register).exit_code == 0

    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        for words in ((), ("--register", register)):
            answer = run("verify-certificate", tmp_path / name, *words)
            assert (answer.exit_code, "has been revoked or superseded" in answer.output) == (1, True)
        assert "revoked or superseded since" in hand_in(client, session, content)
    assert f">{state.capitalize()}</h1>" in client.get(f"/c/{row.token}").text
    assert WORDS[state] in page_of(register, row, "html").read_text("utf-8")
    assert json.loads(page_of(register, row, "json").read_text("utf-8"))["state"] == state
    # the code alone still says who signed it; the page that checks it sends its reader on to page and register
    assert codes.read(code).key_among(certificate_proofs.public_keys(session, cast.edition))
    assert "only the verification page and the register say" in client.get("/certificate-check.html").text


def _end(session: Session, cast: Cast, row: Certificate, state: str) -> None:
    if state == "revoked":
        certificates.revoke(session, row, reason="Issued by mistake", by=cast.ana)
        return
    session.get_one(Participant, row.participant_id).name = "Evva"
    certificates.reissue(session, row, by=cast.ana)


def test_what_a_foreign_key_signed_is_caught_by_each_way(
    client: Visitor, run: Run, session: Session, cast: Cast, signing: Path, issued: list[Certificate], tmp_path: Path
) -> None:
    """A forger makes everything anew, as carefully as we do, with keys of their own."""
    row, register = issued[0], tmp_path / "register"
    assert run("export-register", cast.edition.slug, register).exit_code == 0
    ours, code = (
        certificate_proofs.public_keys(session, cast.edition),
        certificate_proofs.codes_of(session, [row])[row.id],
    )
    badge = json.loads(client.get(f"/c/{row.token}/badge.json").data)
    genuine = pdf(client, session, cast, row)
    private = Ed25519PrivateKey.generate()
    signature = base64url(private.sign(code.statement))
    badge["proof"]["proofValue"] = "z" + base58(private.sign(b"whatever"))
    files = {
        "forged.pdf": forged("signed over", genuine, genuine, tmp_path / "forger.p12"),
        "forged.json": json.dumps(badge).encode(),
    }

    assert replace(code, signature=signature).key_among(ours) is None
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        assert "Valid:" not in hand_in(client, session, content)
        for words in ((), ("--register", register)):
            assert run("verify-certificate", tmp_path / name, *words).exit_code == 1
    token = "A" * 22
    assert client.get(f"/c/{token}").status_code == 404
    assert not page_of(register, Certificate(token=token), "html").exists()
