"""What a stranger's file is, found from its bytes alone; runs in a process of its own."""

from dataclasses import dataclass

from olympiad import limits
from olympiad.domain.errors import DomainError
from olympiad.proofs import badge_check, codes, pdf_signatures
from olympiad.proofs.pdf_signatures import Found
from olympiad.proofs.trust import Trust


@dataclass(frozen=True)
class Document:
    """A PDF or a badge: how it is signed, and which certificate it says to be (number, token of a PDF)."""

    found: Found
    number: str = ""
    token: str = ""


def examine(content: bytes, certificates: tuple[bytes, ...], trust: Trust) -> Document:
    """Say what a file is.

    A PDF without a signature of ours counts as `unsigned` only if its code is genuine, else as somebody else's. Raises
    DomainError as `badge_check.check`.
    """
    if len(content) > limits.DOCUMENT_BYTES:
        raise DomainError("document_malformed")
    if content.lstrip()[:5] != b"%PDF-":
        return Document(Found.SIGNED, badge_check.check(content, trust).number)
    found, text = pdf_signatures.check(content, certificates)
    try:
        code = codes.read(text)
    except DomainError:
        return Document(Found.OTHERS if found is Found.UNSIGNED else found)
    if found is Found.UNSIGNED and code.key_among(trust.keys.values()) is None:
        return Document(Found.OTHERS)
    return Document(found, code.number, code.token)
