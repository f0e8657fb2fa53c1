"""People who sign in, their roles, access cards, passkeys and sessions, and counted sign-in attempts."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.domain.roles import Role
from olympiad.models.base import Base, Id, Moment, UserId, Words, one_of

AUTHENTICATOR = "authenticator"
PASSKEY = "passkey"
"""What `tf_primary_method` says: codes of an app (with or without passkeys beside), or passkeys alone."""


class User(Base):
    """A person; staff sign in by e-mail and password, judges, leaders and participants by access card.

    The four members that Flask-Login asks for stand here, since models know no HTTP.
    """

    __tablename__ = "user"
    __table_args__ = (UniqueConstraint("email"), UniqueConstraint("username"), UniqueConstraint("fs_uniquifier"))

    id: Mapped[Id]
    email: Mapped[str | None] = mapped_column(String(254))
    username: Mapped[str | None] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(300), default="")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64))
    """The token that sessions carry: a new one ends them all."""
    language: Mapped[str] = mapped_column(String(10), default="")
    created_at: Mapped[Moment]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    """The authenticator's secret, encrypted; while it is being set up there is no method yet."""
    tf_last_step: Mapped[int | None]
    """The time step of the last accepted code: this one and those before it count no more."""
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(Words()))
    """Keyed hashes of the unused recovery codes."""
    second_factor_declined_at: Mapped[Moment | None]
    """When the person said "Not now" to setting one up: they are not asked again at signing in."""

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in asks for a passkey or a code after the password."""
        return self.tf_primary_method is not None

    @property
    def has_authenticator(self) -> bool:
        """Whether codes of an authenticator are set up."""
        return self.tf_primary_method == AUTHENTICATOR

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the account is open."""
        return self.active

    def get_id(self) -> str:
        """Return what the session keeps of the person."""
        return self.fs_uniquifier


class RoleMembership(Base):
    """A role of a person: in the installation (no edition), in an edition, or in one section."""

    __tablename__ = "role_membership"
    __table_args__ = (
        CheckConstraint(one_of("role", *Role), name="role"),
        CheckConstraint("section_id IS NULL OR edition_id IS NOT NULL", name="scope"),
        Index("ix_role_membership_user", "user_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[UserId]
    role: Mapped[str] = mapped_column(String(20))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    """The team of a leader or participant."""
    pending_since: Mapped[Moment | None]
    """Invited and not accepted yet: until then it opens nothing."""


class AccessCard(Base):
    """A printed card with QR and short code; only a keyed hash of the code is kept, a reprint is a new card."""

    __tablename__ = "access_card"
    __table_args__ = (UniqueConstraint("code_hash"),)

    id: Mapped[Id]
    user_id: Mapped[UserId]
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[Moment]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    last_used_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
    revoked_reason: Mapped[str] = mapped_column(String(300), default="")


class SignInAttempt(Base):
    """A failed attempt to sign in, counted per account or card (by keyed hash of what was typed)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_subject_at", "subject", "at"),)

    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(String(80))
    at: Mapped[Moment]


class ResetLink(Base):
    """A one-time link from an administrator to set a new password."""

    __tablename__ = "reset_link"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[Id]
    user_id: Mapped[UserId]
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[Moment]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[Moment]
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("role_membership.id"))
    """The role that is accepted by it, if any."""
    used_at: Mapped[Moment | None]


class Passkey(Base):
    """A passkey of a person: the public half of a key that a device or a security key holds."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("credential_id"), Index("ix_passkey_user_id", "user_id"))

    id: Mapped[Id]
    user_id: Mapped[UserId]
    credential_id: Mapped[str] = mapped_column(String(1400))
    public_key: Mapped[str] = mapped_column(Text)
    """Both as base64url."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """The authenticator's own count of uses; many keep it at 0."""
    name: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[Moment]
    last_used_at: Mapped[Moment | None]


class SignIn(Base):
    """A session that a person began, for the list on the own account; forgotten after a month."""

    __tablename__ = "sign_in"
    __table_args__ = (UniqueConstraint("session_hash"), Index("ix_sign_in_user_id", "user_id"))

    id: Mapped[Id]
    user_id: Mapped[UserId]
    session_hash: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64))
    """Of the person's token at that time: once it is another, the session has ended."""
    began_at: Mapped[Moment] = mapped_column(index=True)
    browser: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(45))


class EndedSession(Base):
    """A session that a person ended by signing out; a copy of its cookie opens nothing more."""

    __tablename__ = "ended_session"

    session_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ended_at: Mapped[Moment] = mapped_column(index=True)
