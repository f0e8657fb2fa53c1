"""The people of an edition: inviting organizers, chief judges and clerks, making links, taking roles back."""

from flask import Blueprint, Flask, Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from wtforms.fields import SelectChoice

from olympiad.db import session
from olympiad.domain.roles import Role
from olympiad.forms.people import InvitationForm
from olympiad.forms.second_factor import ClearForm
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership, User
from olympiad.services.people import people, second_factor
from olympiad.web.frame.access import allow, my_grants, roles_here
from olympiad.web.frame.here import actor
from olympiad.web.frame.hosts import public_address
from olympiad.web.frame.jinja import content
from olympiad.web.frame.refusals import refusable
from olympiad.web.frame.signing_in import secret

bp = Blueprint("people", __name__, url_prefix="/editions/<edition_slug>/people")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


def role_words() -> dict[Role, str]:
    """Name the roles that come by invitation."""
    return {
        Role.ORGANIZER: gettext("Organizer"),
        Role.CHIEF_JUDGE: gettext("Chief judge"),
        Role.CLERK: gettext("Clerk"),
    }


@bp.get("/")
@allow(Role.ORGANIZER)
def index() -> str:
    """List who holds which role."""
    _require_whole_edition()
    sections = {section.id: section for section in g.edition.sections}
    return render_template(
        "people/index.html",
        people=people.people_of(session(), g.edition),
        roles=role_words(),
        sections=sections,
        is_administrator=Role.ADMINISTRATOR in roles_here(),
    )


def _require_whole_edition() -> None:
    """An organizer of one section alone does not decide about the people of the edition."""
    wide = {Role.ORGANIZER, Role.ADMINISTRATOR}
    if not any(
        grant.role in wide and grant.section_id is None and grant.covers(g.edition.id, None) for grant in my_grants()
    ):
        abort(403)


@bp.route("/invite", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def invite() -> str | Response | tuple[str, int]:
    """Offer somebody a role; it counts once it is accepted by the one-time link, shown once."""
    _require_whole_edition()
    form = _invitation_form()
    if not form.validate_on_submit():
        return render_template("people/invite.html", form=form)
    section = _section(form.section.data or "")
    with refusable() as attempt:
        user, token = people.invite(
            session(),
            g.edition,
            section,
            name=form.name.data or "",
            email=form.email.data or "",
            role=Role(form.role.data),
            secret=secret(),
            by=actor(),
        )
    if attempt.error:
        if attempt.error.code != "role_held_already":
            raise attempt.error
        form.email.errors = [gettext("This person holds the role already.")]
        return render_template("people/invite.html", form=form), 409
    return _link_page(user, token)


def _invitation_form() -> InvitationForm:
    form = InvitationForm()
    form.role.choices = [SelectChoice(str(role), words) for role, words in role_words().items()]
    form.section.choices = [SelectChoice("", gettext("The whole edition"))]
    form.section.choices += [SelectChoice(section.slug, content(section, "title")) for section in g.edition.sections]
    return form


def _section(slug: str) -> Section | None:
    return next((section for section in g.edition.sections if section.slug == slug), None)


def _link_page(user: User, token: str) -> str:
    link = public_address() + url_for("accounts.reset_password", token=token)
    return render_template("people/link.html", link=link, person=user)


def _membership(membership_id: int) -> RoleMembership:
    return people.membership_of(session(), g.edition, membership_id) or abort(404)


@bp.post("/<int:membership_id>/reset-link")
@allow(Role.ORGANIZER)
def make_reset_link(membership_id: int) -> str:
    """Make a one-time link with which a person accepts the role or sets a new password; shown once."""
    _require_whole_edition()
    held = _membership(membership_id)
    if people.needs_administrator(session(), held, g.edition) and Role.ADMINISTRATOR not in roles_here():
        abort(403)  # by way of a link nobody becomes an administrator, a chief judge, or organizer of another edition
    made = people.make_link(session(), held, secret=secret(), by=actor())
    session.commit()
    return _link_page(*made)


@bp.route("/<int:membership_id>/clear-second-factor", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def clear_second_factor(membership_id: int) -> str | Response:
    """Take the second factor off somebody who lost the phone and the recovery codes, with a reason."""
    user = session.get_one(User, _membership(membership_id).user_id)
    if not user.has_second_factor:
        abort(404)
    if user.id == current_user.id:
        abort(403)  # the own one is switched off with password and code
    form = ClearForm()
    if not form.validate_on_submit():
        return render_template("people/clear_second_factor.html", form=form, person=user)
    second_factor.clear(session(), user, form.reason.data or "", by=actor())
    session.commit()
    flash(gettext("The second factor of %(name)s is cleared.", name=user.name), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<int:membership_id>/revoke")
@allow(Role.ORGANIZER)
def revoke(membership_id: int) -> Response:
    """Take a role back."""
    _require_whole_edition()
    people.revoke(session(), _membership(membership_id), by=actor())
    session.commit()
    flash(gettext("The role is taken back, and the person is signed out."), "success")
    return redirect(url_for(".index"), 303)
