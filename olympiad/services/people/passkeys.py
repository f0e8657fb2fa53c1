"""Passkeys (WebAuthn): set up on the own account, named, removed, and asked for after the password."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.models.user import PASSKEY, Passkey, User
from olympiad.services.people import second_factor
from olympiad.services.people.sign_in_attempts import Limit
from olympiad.services.record import audit

MOST = 10
"""Passkeys of one person."""
LONGEST_NAME = 100
LONGEST_ANSWER = 20_000
"""Characters of what a browser answers."""
NOT_AN_ANSWER = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
"""What reading and checking an answer that somebody made up may raise."""


@dataclass(frozen=True)
class Site:
    """The site that passkeys belong to, as the browser names it."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True)
class Added:
    """A passkey that was set up, with the recovery codes where it is the first second factor."""

    passkey: Passkey
    recovery_codes: tuple[str, ...] = ()


def passkeys_of(session: Session, user: User) -> Sequence[Passkey]:
    """List a person's passkeys in the order in which they were set up."""
    return session.scalars(select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)).all()


def registration_options(session: Session, user: User, site: Site, *, nonce: str, secret: str) -> str:
    """Return as JSON what the browser needs to make a passkey."""
    known = passkeys_of(session, user)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_name=user.email or user.username or user.name,
        user_display_name=user.name,
        user_id=hmac.digest(secret.encode(), f"passkey user:{user.id}".encode(), hashlib.sha256),
        challenge=_challenge(user, known, nonce, secret),
        exclude_credentials=_descriptors(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return options_to_json(options)


def _descriptors(known: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in known]


def _challenge(user: User, known: Sequence[Passkey], nonce: str, secret: str) -> bytes:
    """Return the challenge of a session's nonce; it changes with each use of a passkey, so that no answer counts twice."""
    used = max((audit.iso(one.last_used_at) for one in known if one.last_used_at), default="")
    said = f"passkey challenge:{user.id}:{nonce}:{len(known)}:{used}"
    return hmac.digest(secret.encode(), said.encode(), hashlib.sha256)


def add(session: Session, user: User, site: Site, answer: str, *, name: str, nonce: str, secret: str) -> Added | None:
    """Keep the passkey that the browser made; None where its answer is not what was asked for.

    The first second factor of a person brings recovery codes and ends every other session.
    """
    second_factor.lock(session, user)
    known = passkeys_of(session, user)
    if len(known) >= MOST or len(answer) > LONGEST_ANSWER:
        return None
    try:
        verified = verify_registration_response(
            credential=answer,
            expected_challenge=_challenge(user, known, nonce, secret),
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except NOT_AN_ANSWER:
        return None
    passkey = Passkey(
        user_id=user.id,
        credential_id=bytes_to_base64url(verified.credential_id),
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
        name=_readable(name),
        made_at=utc_now(),
    )
    return _kept(session, user, passkey, secret)


def _kept(session: Session, user: User, passkey: Passkey, secret: str) -> Added | None:
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == passkey.credential_id)):
        return None
    session.add(passkey)
    audit.record(session, AuditAction.PASSKEYS_ADD, f"user:{user.id}", by=user, personal={"name": passkey.name})
    if user.has_second_factor:
        session.flush()
        return Added(passkey)
    return Added(passkey, tuple(second_factor.switch_on(session, user, PASSKEY, secret=secret)))


def _readable(name: str) -> str:
    return "".join(one for one in name if one.isprintable()).strip()[:LONGEST_NAME]


def sign_in_options(session: Session, user: User, site: Site, *, nonce: str, secret: str) -> str | None:
    """Return as JSON what the browser needs to use a passkey; None where the person has none."""
    known = passkeys_of(session, user)
    if not known:
        return None
    options = generate_authentication_options(
        rp_id=site.host, challenge=_challenge(user, known, nonce, secret), allow_credentials=_descriptors(known)
    )
    return options_to_json(options)


def sign_in(session: Session, user: User, site: Site, answer: str, *, nonce: str, secret: str, limit: Limit) -> bool:
    """Conclude a sign-in whose password was right by a passkey; failures count with those of the codes.

    Raises TooManyAttemptsError.
    """

    def is_right() -> bool:
        return _takes(session, user, site, answer, nonce, secret)

    if not second_factor.accept(session, user, is_right, secret=secret, limit=limit):
        return False
    audit.record(session, AuditAction.ACCOUNTS_SIGN_IN, f"user:{user.id}", by=user, personal=audit.where_from())
    return True


def _takes(session: Session, user: User, site: Site, answer: str, nonce: str, secret: str) -> bool:
    known = passkeys_of(session, user)
    passkey = _named(known, answer)
    if passkey is None:
        return False
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=_challenge(user, known, nonce, secret),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except NOT_AN_ANSWER:
        return False
    passkey.sign_count, passkey.last_used_at = verified.new_sign_count, utc_now()
    return True


def _named(known: Sequence[Passkey], answer: str) -> Passkey | None:
    """Find the passkey that an answer names."""
    if len(answer) > LONGEST_ANSWER:
        return None
    try:
        named = bytes_to_base64url(parse_authentication_credential_json(answer).raw_id)
    except NOT_AN_ANSWER:
        return None
    return next((one for one in known if one.credential_id == named), None)


def rename(session: Session, passkey: Passkey, name: str, *, by: User) -> None:
    """Call a passkey otherwise."""
    passkey.name = _readable(name)
    audit.record(
        session, AuditAction.PASSKEYS_RENAME, f"user:{passkey.user_id}", by=by, personal={"name": passkey.name}
    )


def remove(session: Session, user: User, passkey: Passkey) -> None:
    """Delete a passkey of the person; with the last second factor its recovery codes go, too."""
    audit.record(session, AuditAction.PASSKEYS_REMOVE, f"user:{user.id}", by=user, personal={"name": passkey.name})
    session.delete(passkey)
    session.flush()
    second_factor.keep_on(session, user)
    session.flush()
