"""What is said about proofs of certificates: on the page that checks them from disk, and in refusals."""

from olympiad.wording.catalogues import N_, catalogue

PROOF_SENTENCES: dict[str, str] = {
    "credential_not_there": N_(
        "Certificate %(number)s has no digital badge: it was issued before badges were, or its name has been purged."
    ),
    "document_changed": N_("This file is not as it was signed. Do not accept it."),
    "document_unsigned": N_(
        "The code of %(number)s is genuine, but no signature protects this file. Compare every line with the register."
    ),
    "document_not_ours": N_("No key of the organizers has signed this file. It is not one of ours, or it was changed."),
    "document_malformed": N_("This file cannot be read. Hand in a PDF, or a badge as JSON, SVG or PNG."),
    "document_revoked": N_("%(number)s was genuine, and has been revoked or superseded since. Do not accept it."),
    "document_status_unknown": N_(
        "%(number)s is genuine, but this register does not know whether it still holds. Take a newer copy of the register."
    ),
    "proof_not_baked": N_("This picture holds no badge. Hand in the file as it was downloaded, not a screenshot."),
    "register_changed": N_("%(file)s of the register was changed or is missing."),
    "register_files": N_("%(count)s files of the register were changed, added or are missing: %(files)s."),
    "register_folder_taken": N_("%(folder)s is there already and is not empty. Name a new folder."),
    "register_not_written": N_("The register could not be written: %(found)s. Nothing was left behind."),
    "pdf_key_closed": N_(
        "%(file)s does not open: wrong password, or no PKCS#12 file. Correct OLYMPIAD_PDF_KEY_PASSWORD."
    ),
    "pdf_key_expired": N_(
        "The certificate in %(file)s is not valid today (until %(day)s). Put a new one in its place, or empty OLYMPIAD_PDF_KEY."
    ),
    "pdf_key_unfit": N_(
        "The certificate in %(file)s is not meant for signatures, so no reader would trust them. Ask its issuer for one that is."
    ),
    "font_unreadable": N_(
        "“%(file)s” in the folder “fonts” of the instance is not a font that can be read. "
        "Put a whole TTF or OTF file there, or remove it; nothing was printed."
    ),
    "pdf_key_missing": N_("%(file)s is missing from the instance folder. Put it there, or empty OLYMPIAD_PDF_KEY."),
    "pdf_token_closed": N_(
        "The token “%(token)s” does not open, or holds no such key. Put it in, correct its PIN, OLYMPIAD_PDF_TOKEN or "
        "OLYMPIAD_PDF_TOKEN_KEY."
    ),
    "proof_malformed": N_("This is not the code of a certificate. Scan the whole QR code, or paste all of its text."),
    "signing_key_missing": N_(
        "The signing key %(file)s is missing from the instance folder. Put it back from your copy, or make a new key with "
        "new-signing-key. Nothing was issued."
    ),
    "signing_key_sealed": N_(
        "The signing key %(file)s does not open: the secret of this installation was changed. Put the old secret back, or "
        "make a new key with new-signing-key. Nothing was issued."
    ),
}


def offline_words(language: str) -> dict[str, str]:
    """Return the words of the page that checks a QR code without a network."""
    gettext = catalogue(language).gettext
    return {
        "title": gettext("Check a certificate without the internet"),
        "intro": gettext(
            "This page needs no network: the code on the certificate is signed, and the public keys are in this file."
        ),
        "code": gettext("Text of the QR code"),
        "code-hint": gettext("Scan the QR code with a phone, copy its whole text and paste it here."),
        "name": gettext("Name as printed on the certificate"),
        "check": gettext("Check"),
        "number": gettext("Number"),
        "award": gettext("Award"),
        "participation": gettext("Certificate of participation"),
        "edition": gettext("Edition"),
        "genuine": gettext("Genuine"),
        "genuine-why": gettext("Signed by the organizers for this name. Compare number and award with the paper."),
        "other-name": gettext("Another name"),
        "other-name-why": gettext(
            "The code is genuine but was signed for another name. Check the spelling; if it is right, do not accept this paper."
        ),
        "forged": gettext("Forged"),
        "forged-why": gettext("The signature does not fit what the code says. Do not accept this paper."),
        "unknown-key": gettext("Unknown key"),
        "unknown-key-why": gettext(
            "No key in this file has made this signature. Get a newer copy of this page from the organizers."
        ),
        "unreadable": gettext("Not readable"),
        "unreadable-why": gettext("This is not the code of a certificate, or a part of it is missing."),
        "open": gettext("Open its page in the register"),
        "limits": gettext(
            "Whether a certificate was revoked or superseded later, only the verification page and the register say."
        ),
    }


def register_words(language: str) -> dict[str, str]:
    """Return the words of the pages of an exported register."""
    gettext = catalogue(language).gettext
    return {
        "register": gettext("Register of certificates"),
        "valid": gettext("Valid"),
        "superseded": gettext("Superseded"),
        "revoked": gettext("Revoked"),
        "as_of": gettext("As of"),
        "superseded_by": gettext("Certificate that took its place"),
        "purged": gettext("The name has been taken out of the register; the page that checks codes compares it."),
        "check": gettext("Check a certificate without the internet"),
    }
