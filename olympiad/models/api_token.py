"""Tokens with which programs read the private part of the API for one edition."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from olympiad.models.base import Base, Id, Moment, Words


class ApiToken(Base):
    """The token itself is shown once; here stands its hash, what it may read, and since when it is revoked."""

    __tablename__ = "api_token"

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(Words)
    at: Mapped[Moment]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    revoked_at: Mapped[Moment | None]
