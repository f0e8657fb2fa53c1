"""Signing in and out."""

from flask import Flask
from flask_login import LoginManager
from sqlalchemy import select

from olympiad.db import session
from olympiad.models.user import User


def init_app(app: Flask) -> None:
    """Know the signed-in person by the session's token."""
    manager = LoginManager(app)
    manager.user_loader(lambda uniquifier: session.scalars(select(User).where(User.fs_uniquifier == uniquifier)).one_or_none())
