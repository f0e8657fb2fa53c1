"""Access cards: making, printing and revoking them, and signing in with one."""

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as browser_session
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.documents.access_cards import access_cards as cards_paper
from olympiad.documents.printable import Place
from olympiad.domain.roles import STAFF, Role
from olympiad.forms.access_cards import CardForm, RevokeForm
from olympiad.models.user import AccessCard, User
from olympiad.services.people import access_cards
from olympiad.services.people.access_cards import Holder
from olympiad.services.people.accounts import TooManyAttemptsError
from olympiad.web.frame import known_devices
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow, public, staff
from olympiad.web.frame.here import actor, file_stem
from olympiad.web.frame.hosts import public_address, refuse_for_paper
from olympiad.web.frame.jinja import language
from olympiad.web.frame.signing_in import begin_session, committed, limit, secret
from olympiad.web.people.accounts import next_path

bp = Blueprint("access_cards", __name__)
SCANNED = "scanned_card"
"""Key of the session: the code of a card that was just scanned, and when."""
SCANNED_LASTS = 5 * 60
PLACE = "/editions/<edition_slug>/<section_slug>/access-cards"


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/card")
@public
def enter() -> str:
    """Ask for the code of a card."""
    return render_template("access_cards/enter.html", form=CardForm(formdata=None), next=next_path())


@bp.get("/card/<code>")
@public
def show(code: str) -> Response:
    """Take the code out of the address at once: the QR code leads here, and neither history nor a page keeps it."""
    read = access_cards.read_code(code)[: access_cards.LENGTH]
    browser_session[SCANNED] = {"code": read, "at": int(utc_now().timestamp())}
    return kept_by_nobody(redirect(url_for(".ready"), 303))


@bp.get("/card/ready")
@public
def ready() -> Response:
    """Show one button that signs in by the scanned card: a GET never signs anybody in."""
    code = scanned()
    if not code:
        return kept_by_nobody(redirect(url_for(".enter"), 303))
    return kept_by_nobody(render_template("access_cards/show.html", shown=access_cards.grouped(code)))


def scanned() -> str:
    """Return the code that was scanned a few minutes ago and that nobody has used since."""
    found = browser_session.get(SCANNED) or {"code": "", "at": 0}
    is_fresh = 0 <= utc_now().timestamp() - found["at"] < SCANNED_LASTS
    return str(found["code"]) if is_fresh else ""


def kept_by_nobody(answer: AnyResponse | str) -> Response:
    """Let no cache, and no page that is gone back to, keep an answer."""
    response = make_response(answer)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _card_form() -> CardForm:
    """Read the form; a scanned code stands in the session, and counts once."""
    form = CardForm()
    if "scanned" in request.form:
        form.code.data = scanned()
        browser_session.pop(SCANNED, None)
    return form


@bp.post("/card")
@public
def sign_in() -> str | AnyResponse | tuple[str, int]:
    """Sign in with the code of a card, typed or scanned."""
    form = _card_form()
    if not form.validate_on_submit():
        return render_template("access_cards/enter.html", form=form, next=next_path()), 400
    try:
        source = known_devices.source()
        card = access_cards.sign_in(session(), form.code.data or "", secret=secret(), limit=limit(), source=source)
    except TooManyAttemptsError:
        session.rollback()  # nobody's save shall wait for the page
        refusal = gettext("Too many wrong codes. Wait a minute and try again, or ask an organizer for a new card.")
        return render_template("access_cards/enter.html", form=form, next=next_path(), refusal=refusal), 429
    if card is None:
        session.commit()  # the failure counts
        refusal = gettext(
            "This code is not valid. Compare it with your card letter by letter; a new card closes the old one."
        )
        return render_template("access_cards/enter.html", form=form, next=next_path(), refusal=refusal), 401
    card_id = card.id
    begin_session(committed(session.get_one(User, card.user_id)), card_id=card_id)
    return redirect(next_path() or url_for("start.show"), 303)


@bp.get(PLACE + "/")
@staff
def index() -> str:
    """List the section's cards and who has none."""
    cards = access_cards.cards_of(session(), g.section)
    people = access_cards.holders(session(), g.section)
    return render_template("access_cards/index.html", cards=cards, groups=_groups(people), roles=role_words())


@bp.post(PLACE + "/print")
@allow(Role.ORGANIZER)
def print_cards() -> Response:
    """Return the cards that were just made as a PDF; nothing is changed, and the codes are in no address."""
    refuse_for_paper()
    cards = access_cards.printable(
        session(), g.section, request.form.getlist("code"), secret=secret(), address=public_address()
    )
    if not cards:
        abort(404)
    place = Place(g.edition, g.section, language(), address=public_address())
    answer = Response(cards_paper(place, cards).pdf(), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{file_stem()}-access-cards.pdf"'
    return answer


def role_words() -> dict[Role, str]:
    """Name the roles that hold cards."""
    return {Role.JUDGE: gettext("Judge"), Role.LEADER: gettext("Team leader"), Role.PARTICIPANT: gettext("Participant")}


def _groups(people: list[Holder]) -> list[dict[str, object]]:
    """Count for each role who there is and who has no valid card."""
    words = {
        Role.JUDGE: gettext("Judges"),
        Role.LEADER: gettext("Team leaders"),
        Role.PARTICIPANT: gettext("Participants"),
    }
    counted = []
    for role, plural in words.items():
        members = [person for person in people if person.role == role]
        counted.append(
            {
                "role": role,
                "words": plural,
                "all": len(members),
                "without": sum(not person.has_card for person in members),
            }
        )
    return counted


@bp.post(PLACE + "/make")
@allow(Role.ORGANIZER)
def make() -> str | Response:
    """Make cards for those of the ticked roles who have none, for all of them anew, or again for one person; show them once."""
    refuse_for_paper()
    chosen = _chosen()
    if not chosen:
        flash(gettext("Nobody here needs a card: everyone of these roles has one."), "info")
        return redirect(url_for(".index"), 303)
    made = access_cards.make_cards(session(), g.section, chosen, secret=secret(), address=public_address(), by=actor())
    session.commit()
    title = ngettext("%(num)d access card made", "%(num)d access cards made", len(made))
    return render_template("access_cards/made.html", cards=made, title=title, roles=role_words())


def _chosen() -> list[Holder]:
    people = access_cards.holders(session(), g.section)
    if card_id := request.form.get("again", type=whole_number):
        card = _card(card_id)
        return [person for person in people if person.user_id == card.user_id]
    roles, is_anew = request.form.getlist("role"), bool(request.form.get("anew"))
    return [person for person in people if person.role in roles and (is_anew or not person.has_card)]


def _card(card_id: int) -> AccessCard:
    card = session.get(AccessCard, card_id)
    return card if card is not None and card.section_id == g.section.id else abort(404)


@bp.route(PLACE + "/<int:card_id>/revoke", methods=["GET", "POST"])
@allow(*STAFF)
def revoke(card_id: int) -> str | Response:
    """Close a card, with a reason."""
    card = _card(card_id)
    form = RevokeForm()
    if not form.validate_on_submit():
        holder = session.get_one(User, card.user_id)
        return render_template("access_cards/revoke.html", form=form, card=card, holder=holder)
    if card.revoked_at is None:
        access_cards.revoke(session(), card, form.reason.data or "", by=actor())
        session.commit()
    flash(gettext("The card is closed."), "success")
    return redirect(url_for(".index"), 303)
