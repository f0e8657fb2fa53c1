"""A certificate as an Open Badges 3.0 credential: what is printed, for wallets and registrars' programs."""

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from olympiad.domain.canonical_json import Plain
from olympiad.proofs.data_integrity import Document

CONTEXTS: list[Plain] = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


@dataclass(frozen=True)
class Place:
    """Where the credentials of an edition point: its DID, its page, the status list of the key."""

    issuer: str
    page: str
    status_list: str


def credential(
    *, token: str, number: str, printed: dict[str, Any], issued_at: str, position: int, place: Place
) -> Document:
    """Return the credential of a certificate, still without its proof.

    The international text (the last printed language) names achievement and issuer; the name stands openly, because
    the holder hands the file out as they would hand out the paper.
    """
    text = printed["texts"][-1]
    name = str(printed["name"])
    return {
        "@context": CONTEXTS,
        "id": urn(token),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": text["document"],
        "issuer": {
            "id": place.issuer,
            "type": ["Profile"],
            "name": text["organisation"] or text["edition"],
            "url": place.page,
        },
        "validFrom": issued_at,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity(name, "name"), _identity(number, "ext:certificateNumber")],
            "achievement": _achievement(printed, text, place),
        },
        "credentialStatus": {
            "id": f"{place.status_list}#{position}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(position),
            "statusListCredential": place.status_list,
        },
    }


def urn(token: str) -> str:
    """Name a certificate's credential; from the name nobody finds the token."""
    return f"urn:uuid:{uuid.UUID(bytes=hashlib.sha256(f'badge {token}'.encode()).digest()[:16], version=5)}"


def _identity(value: str, kind: str) -> Plain:
    return {"type": "IdentityObject", "identityHash": value, "identityType": kind, "hashed": False}


def _achievement(printed: dict[str, Any], text: dict[str, str], place: Place) -> Plain:
    told = [text.get(part, "") for part in ("member", "institution", "standing")]
    of_award = f"{text['section']} {text['document']}"
    return {
        "id": f"{place.issuer}#{hashlib.sha256(of_award.encode()).hexdigest()[:16]}",
        "type": ["Achievement"],
        "achievementType": "Award" if printed["award"] else "Certificate",
        "name": text["document"],
        "description": ", ".join(part for part in (text["edition"], text["section"], *told) if part),
        "criteria": {"narrative": f"{text['section']}: {text['document']}"},
    }


def holder(document: Document) -> tuple[str, str]:
    """Return number and name of a credential of ours; empty where they are missing."""
    subject = document.get("credentialSubject")
    found = subject.get("identifier") if isinstance(subject, dict) else None
    known = {
        str(one.get("identityType")): str(one.get("identityHash"))
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict)
    }
    return known.get("ext:certificateNumber", ""), known.get("name", "")


def status(document: Document) -> tuple[str, int] | None:
    """Return status list and position of a credential."""
    entry = document.get("credentialStatus")
    if not isinstance(entry, dict) or not str(entry.get("statusListIndex")).isdecimal():
        return None
    return str(entry.get("statusListCredential")), int(str(entry["statusListIndex"])[:9])
