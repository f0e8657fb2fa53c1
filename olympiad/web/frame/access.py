"""Deny by default: every view declares who may; here it is decided, and the place of the address is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import current_user

from olympiad.db import SAFE_METHODS, session
from olympiad.domain.lifecycle import refuse_archived
from olympiad.domain.roles import STAFF, Role, satisfies
from olympiad.services.people import access as grants
from olympiad.services.sections import contents
from olympiad.web.frame.asking import wants_json
from olympiad.web.frame.here import here

ASKED_FOR_SECOND_FACTOR = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER, Role.CHIEF_JUDGE})
"""Roles whose holders are asked to set up a second factor, and need one where REQUIRE_SECOND_FACTOR is set."""
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """What a view declares: `public`, any `signed_in` person, or holders of `roles` where the address leads."""

    public: bool = False
    signed_in: bool = False
    token: bool = False
    """The view itself checks a token that is not the session's (certificates, the console's operations)."""
    anywhere: bool = False
    """The page is the same for every address: whether there is a section is not looked up, and not told."""
    roles: frozenset[Role] = frozenset()


def public(view: View) -> View:
    """Open to everybody, without sign-in."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def anywhere(view: View) -> View:
    """Open to everybody, the same under every address, whether or not it leads to a section."""
    view.access = Access(public=True, anywhere=True)  # type: ignore[attr-defined]
    return view


def by_token(view: View) -> View:
    """Open to whoever holds the unguessable token that the view itself checks."""
    view.access = Access(public=True, token=True)  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open to every signed-in person."""
    view.access = Access(signed_in=True)  # type: ignore[attr-defined]
    return view


def allow(*roles: Role) -> Callable[[View], View]:
    """Open to holders of one of these roles in the edition or section of the address."""

    def declare(view: View) -> View:
        view.access = Access(roles=frozenset(roles))  # type: ignore[attr-defined]
        return view

    return declare


staff = allow(*STAFF)


def init_app(app: Flask) -> None:
    """Check each request before its view runs, and give templates `may`."""
    app.before_request(_check)
    app.context_processor(lambda: {"may": may, "roles_here": roles_here})


def access_of(endpoint: str) -> Access | None:
    """Return what the view of an endpoint declares; others are listed in the configuration."""
    declared: Access | None = getattr(current_app.view_functions[endpoint], "access", None)
    return declared or current_app.config.get("DECLARED_ACCESS", {}).get(endpoint)


def _check() -> Any:
    if request.endpoint is None:
        return None  # 404, 405 and redirects of the router
    access = access_of(request.endpoint)
    if access is None:
        abort(403)
    if not access.public and not current_user.is_authenticated:
        return _to_sign_in()
    _load_place(access)
    if access.roles and lacks_second_factor() and _is_page():
        return redirect(url_for("second_factor.offer"))
    _refuse_others(access)
    if g.section is not None and request.method not in SAFE_METHODS:
        refuse_archived(g.section.state, request.endpoint)
    return None


def _refuse_others(access: Access) -> None:
    if access.roles and not satisfies(roles_here(), access.roles):
        abort(403)


def _is_page() -> bool:
    """Return whether a person asks for a page, whom another page may be shown instead."""
    return request.method in ("GET", "HEAD")


def _to_sign_in() -> Any:
    if wants_json() or not _is_page():
        abort(401)
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


def lacks_second_factor() -> bool:
    """Return whether the installation asks this person for a second factor before their roles count."""
    if not current_app.config["REQUIRE_SECOND_FACTOR"] or not current_user.is_authenticated:
        return False
    return not current_user.has_second_factor and is_asked(_held())


def is_asked(held: tuple[grants.Grant, ...]) -> bool:
    """Return whether holders of these roles are asked for a second factor."""
    return any(grant.role in ASKED_FOR_SECOND_FACTOR for grant in held)


def _load_place(access: Access) -> None:
    """Put the edition and section of the address on `g`; unknown ones are 404."""
    g.edition = g.section = None
    if access.anywhere:
        return
    slugs = here()
    if edition_slug := slugs.get("edition_slug"):
        g.edition = contents.edition(session(), edition_slug) or abort(404)
    if section_slug := slugs.get("section_slug"):
        g.section = contents.section(session(), edition_slug, section_slug) or abort(404)


def my_grants() -> tuple[grants.Grant, ...]:
    """Return the signed-in person's roles; none count while a second factor is asked for that is not set up."""
    return () if lacks_second_factor() else _held()


def _held() -> tuple[grants.Grant, ...]:
    """Load the signed-in person's roles once per request."""
    if "grants" not in g:
        g.grants = grants.grants_of(session(), current_user.id) if current_user.is_authenticated else ()
    found: tuple[grants.Grant, ...] = g.grants
    return found


def roles_here() -> frozenset[Role]:
    """Return the roles of the signed-in person in the section or edition of this request."""
    edition, section = g.get("edition"), g.get("section")
    return grants.roles_at(my_grants(), edition.id if edition else None, section.id if section else None)


def may(endpoint: str) -> bool:
    """Return a template whether the person may open an endpoint in the present section."""
    access = access_of(endpoint)
    if access is None:
        return False
    if access.public or (access.signed_in and current_user.is_authenticated):
        return True
    return bool(access.roles) and satisfies(roles_here(), access.roles)
