"""The second factor of people with passwords: setting up, asking for a code, recovery codes, switching off, clearing."""

import base64
import secrets
from collections.abc import Callable
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.audit_actions import AuditAction
from olympiad.models.user import AUTHENTICATOR, PASSKEY, Passkey, User
from olympiad.services.people import access_cards, sign_in_attempts, time_codes
from olympiad.services.people.accounts import TooManyAttemptsError, end_sessions
from olympiad.services.people.sign_in_attempts import Limit, keyed_hash, subject_of
from olympiad.services.record import audit

RECOVERY_CODES = 10
NONCE_BYTES = 12


def begin(session: Session, user: User, *, secret: str) -> None:
    """Draw a secret to set up; until a code confirms it, signing in asks for none. Whoever has one keeps it."""
    if not user.has_authenticator:
        user.tf_totp_secret = _encrypted(time_codes.draw_secret(), user, secret)
        audit.record(session, AuditAction.SECOND_FACTOR_BEGIN, f"user:{user.id}", by=user, personal=audit.where_from())


def decline(session: Session, user: User) -> None:
    """Note that the person does not want a second factor now: they are not asked again at signing in."""
    user.second_factor_declined_at = utc_now()
    audit.record(session, AuditAction.SECOND_FACTOR_DECLINE, f"user:{user.id}", by=user)


def shared_secret(user: User, *, secret: str) -> bytes | None:
    """Decrypt what the authenticator shares with us; None where there is nothing, or under another installation's secret."""
    if not user.tf_totp_secret:
        return None
    kept = base64.b64decode(user.tf_totp_secret)
    try:
        return _cipher(secret).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], _owner(user))
    except InvalidTag:
        return None


def _encrypted(shared: bytes, user: User, secret: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + _cipher(secret).encrypt(nonce, shared, _owner(user))).decode()


def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"olympiad second factor").derive(secret.encode()))


def _owner(user: User) -> bytes:
    """Bind a secret to its person: in another's row it does not open."""
    return f"user:{user.id}".encode()


def confirm(session: Session, user: User, typed: str, *, secret: str) -> list[str] | None:
    """Switch on by the first right code and give the recovery codes, shown once; every other session ends."""
    lock(session, user)
    if user.has_authenticator or not _takes_time_code(user, typed, secret):
        return None
    return switch_on(session, user, AUTHENTICATOR, secret=secret)


def switch_on(session: Session, user: User, method: str, *, secret: str) -> list[str]:
    """Ask for this method from now on and give the recovery codes, shown once; every other session ends."""
    user.tf_primary_method = method
    end_sessions(user)
    audit.record(session, AuditAction.SECOND_FACTOR_SWITCH_ON, f"user:{user.id}", by=user)
    return _new_recovery_codes(session, user, secret)


def lock(session: Session, user: User) -> None:
    """Read the person's row anew and let nobody else use a code of theirs meanwhile."""
    session.refresh(user, with_for_update={"key_share": True})  # rows that name the person may be added meanwhile


def _takes_time_code(user: User, typed: str, secret: str) -> bool:
    """Take a code of the authenticator: neither it nor an earlier one counts again."""
    code, shared = time_codes.read_code(typed), shared_secret(user, secret=secret)
    if code is None or shared is None:
        return False
    step = time_codes.matching_step(shared, code, now=utc_now(), last=user.tf_last_step)
    if step is None:
        return False
    user.tf_last_step = step
    return True


def _new_recovery_codes(session: Session, user: User, secret: str) -> list[str]:
    codes = [access_cards.draw_code() for _ in range(RECOVERY_CODES)]
    user.mf_recovery_codes = [_hash(user, code, secret) for code in codes]
    session.flush()
    return [access_cards.grouped(code) for code in codes]


def _hash(user: User, code: str, secret: str) -> str:
    return keyed_hash(secret, f"recovery-code:{user.id}", code)


def accept_code(session: Session, user: User, typed: str, *, secret: str, limit: Limit) -> bool:
    """Take a code of the authenticator or a recovery code, each once; failures are counted apart from those of the password.

    Raises TooManyAttemptsError; that it came to this is recorded, since whoever tries knows the password.
    """
    return accept(session, user, lambda: _takes_code(session, user, typed, secret), secret=secret, limit=limit)


def _takes_code(session: Session, user: User, typed: str, secret: str) -> bool:
    by_time = user.has_authenticator and _takes_time_code(user, typed, secret)
    return by_time or _takes_recovery_code(session, user, typed, secret)


def accept(session: Session, user: User, is_right: Callable[[], bool], *, secret: str, limit: Limit) -> bool:
    """Check a second factor while nobody else can use one of this person, and count failures.

    Raises TooManyAttemptsError.
    """
    lock(session, user)
    now, subject = utc_now(), subject_of(secret, "second-factor", str(user.id))
    if sign_in_attempts.is_closed(session, subject, limit, now=now):
        raise TooManyAttemptsError
    if user.has_second_factor and is_right():
        sign_in_attempts.forget(session, subject)
        session.flush()
        return True
    sign_in_attempts.purge(session, before=now - timedelta(days=1))
    sign_in_attempts.count_failure(session, subject, now=now)
    if sign_in_attempts.is_closed(session, subject, limit, now=now):
        audit.record(session, AuditAction.SECOND_FACTOR_CLOSE, f"user:{user.id}", by=None, personal=audit.where_from())
    return False


def _takes_recovery_code(session: Session, user: User, typed: str, secret: str) -> bool:
    kept = user.mf_recovery_codes or []
    hashed = _hash(user, access_cards.read_code(typed), secret)
    if hashed not in kept:
        return False
    user.mf_recovery_codes = [each for each in kept if each != hashed]
    left = {"left": len(user.mf_recovery_codes)}
    audit.record(session, AuditAction.SECOND_FACTOR_USE_RECOVERY_CODE, f"user:{user.id}", by=user, after=left)
    return True


def sign_in(session: Session, user: User, typed: str, *, secret: str, limit: Limit) -> bool:
    """Conclude a sign-in whose password was right. Raises TooManyAttemptsError."""
    if not accept_code(session, user, typed, secret=secret, limit=limit):
        return False
    audit.record(session, AuditAction.ACCOUNTS_SIGN_IN, f"user:{user.id}", by=user, personal=audit.where_from())
    return True


def recovery_codes_left(user: User) -> int:
    """Count the unused recovery codes."""
    return len(user.mf_recovery_codes or [])


def renew_recovery_codes(session: Session, user: User, *, secret: str) -> list[str]:
    """Give new recovery codes, shown once; the earlier ones count no more."""
    audit.record(session, AuditAction.SECOND_FACTOR_RENEW_RECOVERY_CODES, f"user:{user.id}", by=user)
    return _new_recovery_codes(session, user, secret)


def switch_off(session: Session, user: User) -> None:
    """Ask for no code of an authenticator any more; passkeys stay, and recovery codes with them."""
    user.tf_totp_secret = user.tf_last_step = None
    keep_on(session, user)
    audit.record(session, AuditAction.SECOND_FACTOR_SWITCH_OFF, f"user:{user.id}", by=user)


def keep_on(session: Session, user: User) -> None:
    """Say what is asked for after a factor was taken away: nothing once the last one is gone."""
    if user.has_authenticator and user.tf_totp_secret:
        return
    has_passkey = session.scalar(select(Passkey.id).where(Passkey.user_id == user.id).limit(1)) is not None
    user.tf_primary_method = PASSKEY if has_passkey else None
    if not has_passkey:
        user.mf_recovery_codes = []


def clear(session: Session, user: User, reason: str, *, by: User | None) -> None:
    """Take the second factor off somebody who lost it, with a reason; every session of the account ends."""
    forget(session, user)
    end_sessions(user)
    audit.record(session, AuditAction.SECOND_FACTOR_CLEAR, f"user:{user.id}", by=by, personal={"reason": reason})


def forget(session: Session, user: User) -> None:
    """Delete every second factor of a person."""
    session.execute(delete(Passkey).where(Passkey.user_id == user.id))
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_step = None
    user.mf_recovery_codes = []
