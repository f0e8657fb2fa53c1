"""Putting the application together: settings, database, languages, access, blueprints."""

import pkgutil
from datetime import timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from olympiad import api, db, web
from olympiad.cli import commands
from olympiad.demo import command as demo
from olympiad.web import frame
from olympiad.web.frame import accepted_input, languages
from olympiad.wording import catalogues


def configure(app: Flask, settings: dict[str, Any]) -> Flask:
    """Apply the settings and register every part."""
    app.config |= settings
    app.config |= {
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=app.config["SESSION_HOURS"]),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "olympiad",
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_TRANSLATION_DIRECTORIES": str(catalogues.FOLDER),
        "BABEL_DEFAULT_LOCALE": app.config["DEFAULT_LANGUAGE"],
    }
    if app.config["PROXY_COUNT"]:
        count = app.config["PROXY_COUNT"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    accepted_input.prepare(app)
    db.init_app(app)
    Babel(app, locale_selector=languages.chosen_locale, timezone_selector=languages.chosen_time_zone)
    languages.ensure_compiled()
    CSRFProtect(app)
    for name in (*_modules(frame), *_modules(web), *_modules(api)):
        module = import_module(name)
        if hasattr(module, "init_app"):  # every part of the web registers itself there
            module.init_app(app)
    commands.init_app(app)
    demo.init_app(app)
    return app


def _modules(package: ModuleType) -> list[str]:
    """Return the names of all modules of a package; of the web without its frame, which goes first and is asked for alone."""
    found = [part.name for part in pkgutil.walk_packages(package.__path__, f"{package.__name__}.") if not part.ispkg]
    return [name for name in found if package is frame or not name.startswith(f"{frame.__name__}.")]
