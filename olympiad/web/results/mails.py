"""E-mails to members: whom to write to, how far each mail is, sending again and giving up."""

from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from olympiad import mailing
from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.mails import AGAIN, GIVES_UP, MailState
from olympiad.domain.roles import Role
from olympiad.models.certificate import Certificate
from olympiad.models.mail import Mail
from olympiad.services.results import mails, results
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow
from olympiad.web.frame.here import actor
from olympiad.web.frame.hosts import public_address, refuse_for_paper
from olympiad.web.frame.jinja import language
from olympiad.wording.mails import FAULTS, KINDS, STATES
from olympiad.wording.sentences import sentence

bp = Blueprint("mails", __name__)
PLACE = "/editions/<edition_slug>/<section_slug>/mails"
PER_PAGE = 100
CHIPS = {
    MailState.WAITING: "waiting",
    MailState.SENDING: "in-progress",
    MailState.SENT: "submitted",
    MailState.UNCLEAR: "returned",
    MailState.FAILED: "problem",
    MailState.GIVEN_UP: "void",
}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(has_mail_server=lambda: bool(current_app.config["SMTP_HOST"]))


@bp.get(f"{PLACE}/")
@allow(Role.ORGANIZER)
def index() -> str:
    """Show who can be written to, and what became of every mail."""
    counts = mails.counts(session(), g.section)
    asked = request.args.get("state", "")
    wanted = MailState(asked) if asked in list(MailState) else None
    count = sum(counts.values()) if wanted is None else counts[wanted]
    page = max(1, request.args.get("page", 1, type=whole_number))
    server, wrong = _server()
    return render_template(
        "mails/index.html",
        server=server,
        wrong=wrong,
        certificates=mails.certificates_to_tell(session(), g.section),
        is_public=results.published(session(), g.section) is not None,
        names=mails.names_to_remind(session(), g.section, utc_now()),
        mails=mails.listed(session(), g.section, wanted, skip=(page - 1) * PER_PAGE, most=PER_PAGE),
        counts=counts,
        wanted=wanted,
        page=page,
        pages=max(1, -(-count // PER_PAGE)),
        page_link=lambda number: url_for(".index", state=wanted, page=number),
        states={state: gettext(words) for state, words in STATES.items()},
        kinds={kind: gettext(words) for kind, words in KINDS.items()},
        faults={fault: gettext(words) for fault, words in FAULTS.items()},
        chips=CHIPS,
        again=AGAIN,
        gives_up=GIVES_UP,
    )


def _server() -> tuple[mailing.Server | None, str]:
    """Return the mail server, or the sentence that says which setting is wrong."""
    try:
        return mailing.server_of(current_app.config, Path(current_app.instance_path)), ""
    except DomainError as error:
        return None, sentence(error, language())


def _refuse_without_server() -> None:
    """Refuse to queue what nobody would send, or what would lead nowhere."""
    if mailing.server_of(current_app.config, Path(current_app.instance_path)) is None:
        raise DomainError("mail_none")
    refuse_for_paper()


@bp.post(f"{PLACE}/certificates")
@allow(Role.ORGANIZER)
def tell_certificates() -> BaseResponse:
    """Tell everybody with an address that their certificate is there."""
    _refuse_without_server()
    count = mails.tell_certificates(session(), g.section, _certificate_link, by=actor())
    session.commit()
    _say_queued(count)
    return redirect(url_for(".index"), 303)


@bp.post(f"{PLACE}/names")
@allow(Role.ORGANIZER)
def remind_of_names() -> BaseResponse:
    """Remind members with an address who have not confirmed their names."""
    _refuse_without_server()
    place = url_for("name_confirmations.mine")
    count = mails.remind_of_names(session(), g.section, f"{public_address()}{place}", by=actor())
    session.commit()
    _say_queued(count)
    return redirect(url_for(".index"), 303)


def _certificate_link(certificate: Certificate) -> str:
    return f"{public_address()}{url_for('certificates.download_own', certificate_id=certificate.id)}"


def _say_queued(count: int) -> None:
    flash(
        ngettext(
            "%(num)s e-mail is queued; it leaves within seconds.", "%(num)s e-mails are queued; they leave within seconds.",
            count,
        ),
        "success",
    )  # fmt: skip


@bp.post(f"{PLACE}/<int:mail_id>/again")
@allow(Role.ORGANIZER)
def send_again(mail_id: int) -> BaseResponse:
    """Send a mail once more."""
    _refuse_without_server()
    mails.send_again(session(), g.section, [_own(mail_id)], by=actor())
    session.commit()
    _say_queued(1)
    return redirect(url_for(".index"), 303)


@bp.post(f"{PLACE}/<int:mail_id>/give-up")
@allow(Role.ORGANIZER)
def give_up(mail_id: int) -> BaseResponse:
    """Send a mail no more."""
    mails.give_up(session(), g.section, [_own(mail_id)], by=actor())
    session.commit()
    flash(gettext("The e-mail is not sent any more."), "success")
    return redirect(url_for(".index"), 303)


@bp.post(f"{PLACE}/again")
@allow(Role.ORGANIZER)
def send_failed_again() -> BaseResponse:
    """Send everything once more that has failed for good."""
    _refuse_without_server()
    found = [one for one in mails.troubled(session(), g.section) if one.state is MailState.FAILED]
    if not found:
        raise DomainError("mail_nobody")
    mails.send_again(session(), g.section, found, by=actor())
    session.commit()
    _say_queued(len(found))
    return redirect(url_for(".index"), 303)


def _own(mail_id: int) -> Mail:
    mail = session.get(Mail, mail_id)
    if mail is None or mail.section_id != g.section.id:
        abort(404)
    return mail
