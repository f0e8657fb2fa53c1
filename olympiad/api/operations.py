"""What devices send and fetch: operations by their send-only token, enrolling and reading by the session."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from flask import Blueprint, Flask, Response, abort, current_app, g, jsonify, request
from flask import session as browser_session
from flask_babel import get_locale
from sqlalchemy import make_url
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from olympiad import limits
from olympiad.api.group_commit import GroupCommit
from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Kind, Operation, Value, value_from
from olympiad.models.judge import Judge
from olympiad.models.section import Section
from olympiad.services.marking import devices, operations
from olympiad.services.marking.devices import Contact, Sender
from olympiad.services.marking.operations import Answer
from olympiad.services.sections import contents
from olympiad.web.frame.accepted_input import MOST_ROW_ID
from olympiad.web.frame.access import by_token, signed_in
from olympiad.web.frame.bodies import at_most
from olympiad.web.frame.here import actor, own_judge
from olympiad.web.frame.signing_in import CARD
from olympiad.web.marking import sheet_json
from olympiad.wording.sentences import sentence

bp = Blueprint("api_operations", __name__, url_prefix="/api")

MOST_OPERATIONS = limits.OPERATIONS
NEVER_KEPT = (DataError, UnicodeError, OverflowError)
"""The database cannot keep what was sent: a device that is told so sets it aside instead of repeating it for ever."""
LEVELS = ("http", "https")

Answers = list[Answer]


class Delivery(NamedTuple):
    """One request of a device: its token, its operations, and what it says still waits on it."""

    token: str
    operations: Sequence[Operation]
    contact: Contact | None


Group = GroupCommit[Delivery, Answers | None]


def init_app(app: Flask) -> None:
    """Register the endpoints; only `operations` is exempt from CSRF, since it never looks at the cookie."""
    app.extensions["olympiad_group_commit"] = GroupCommit(apply_together, _turn_file(app))
    app.register_blueprint(bp)
    app.extensions["csrf"].exempt("olympiad.api.operations.apply")


def _turn_file(app: Flask) -> Path | None:
    """Name the file on which this machine's workers queue: beside an SQLite database, else in the instance folder."""
    url = make_url(app.config["DATABASE_URL"])
    if url.get_backend_name() != "sqlite":
        return Path(app.instance_path, "turn")
    return Path(f"{url.database}-turn") if url.database and url.database != ":memory:" else None


@bp.post("/operations")
@by_token
@at_most(limits.OPERATIONS_BYTES)
def apply() -> Response:
    """Take a list of operations; answer each of them, in the order of their sequence numbers."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        abort(401)
    delivery = _delivery(token.strip(), request.get_json())
    group: Group = current_app.extensions["olympiad_group_commit"]
    try:
        answers = group.run(session(), delivery)
    except NEVER_KEPT:
        session.rollback()
        abort(400)
    if answers is None:
        abort(401)
    return jsonify(answers=[answer.plain() | _said(answer) for answer in answers])


def _delivery(token: str, body: Any) -> Delivery:
    """Read a list of operations, or an object that holds it beside what still waits on the device; 400 for anything else."""
    told = body if isinstance(body, dict) else {"operations": body}
    sent = told.get("operations")
    if not isinstance(sent, list) or len(sent) > MOST_OPERATIONS:
        abort(400)
    try:
        wanted = [_operation(one) for one in sent]
    except (DomainError, TypeError, ValueError, KeyError):
        abort(400)
    return Delivery(token, wanted, _contact(told) if "waiting" in told else None)


def _said(answer: Answer) -> dict[str, str]:
    """Say in the reader's language why an operation does not count."""
    return {"sentence": sentence(DomainError(answer.code, **answer.fields), _language())} if answer.code else {}


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "en"


def apply_together(database: Session, deliveries: Sequence[Delivery]) -> list[Answers | None]:
    """Recognise the devices and apply what they send, section by section; None for a token that was never given out."""
    senders = devices.senders_of(database, [delivery.token for delivery in deliveries])
    answers: list[Answers | None] = [None if sender is None else [] for sender in senders]
    known = [(at, sender, deliveries[at]) for at, sender in enumerate(senders) if sender is not None]
    contacts = {sender.device_id: delivery.contact for _, sender, delivery in known if delivery.contact}
    for _, parcels in sorted(_by_section(known).items()):
        for at, given in _apply_in_section(database, parcels, contacts):
            answers[at] = given
    devices.note_contact(database, contacts)
    return answers


def _by_section(known: Sequence[tuple[int, Sender, Delivery]]) -> dict[int, list[tuple[int, operations.Parcel]]]:
    """Return the lists that hold operations by the id of their section, each with its position among the deliveries."""
    found: dict[int, list[tuple[int, operations.Parcel]]] = defaultdict(list)
    for at, sender, delivery in known:
        if delivery.operations:
            parcel = operations.Parcel(sender, delivery.operations, sender.user_id)
            found[sender.section_id].append((at, parcel))
    return found


def _apply_in_section(
    database: Session, parcels: Sequence[tuple[int, operations.Parcel]], contacts: dict[str, Contact]
) -> Iterator[tuple[int, Answers]]:
    """Apply the lists of one section; what their devices say of themselves is taken out of `contacts` and kept with them."""
    told = {parcel.sender.device_id for _, parcel in parcels} & contacts.keys()
    said = {device: contacts.pop(device) for device in told}
    applied = operations.apply_together(database, [parcel for _, parcel in parcels], said)
    for (at, _), given in zip(parcels, applied, strict=True):
        yield at, given


def _operation(one: object) -> Operation:
    """Parse the shape; the contents are judged by the domain."""
    if not isinstance(one, Mapping):
        raise TypeError("operation")
    value = one.get("value") or {}
    if not isinstance(value, Mapping):
        raise TypeError("value")
    base, criterion = one.get("base"), one.get("criterion")
    return Operation(
        id=_text(one["id"], 32),
        seq=_whole(one["seq"]),
        sheet_id=_whole(one["sheet"]),
        kind=Kind(_text(one.get("kind", "mark"), 10)),
        rubric_version=_whole(one["rubric_version"]),
        criterion_id=_whole(criterion) if criterion is not None else None,
        base=_text(base, 32) if base else None,
        value=value_from(value) if value else Value(),
        device_time=_text(one.get("device_time", ""), 40),
    )


def _text(found: object, longest: int) -> str:
    if not isinstance(found, str) or len(found) > longest:
        raise ValueError("text")
    return found


def _whole(found: object) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= MOST_ROW_ID:
        raise ValueError("whole number")
    return found


def _contact(told: Mapping[str, object]) -> Contact:
    """What the device says of itself; a list without operations is a sign of life."""
    waiting, since = told["waiting"], told.get("waiting_since")
    try:
        moment = (
            min(utc_now(), datetime.fromisoformat(since).astimezone(UTC)) if isinstance(since, str) and since else None
        )
    except (ValueError, OverflowError):
        moment = None
    count = waiting if isinstance(waiting, int) and 0 <= waiting < 2**31 else 0
    return Contact(
        count, moment, str(told.get("app_version", "")), _small(told, "unkept"), _small(told, "photos"),
        _small(told, "battery") if isinstance(told.get("battery"), int) else None, str(told.get("sheet") or "")[:64],
    )  # fmt: skip


def _small(told: Mapping[str, object], name: str) -> int:
    """A count that a device tells; anything else is none."""
    found = told.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 100_000 else 0


@bp.post("/devices")
@signed_in
def enrol() -> Response:
    """Return the signed-in judge's device its id and send-only token."""
    body = request.get_json()
    if not isinstance(body, dict) or body.get("level", "http") not in LEVELS:
        abort(400)
    section, judge = _judge_in(str(body.get("section", "")))
    if body.get("judge", judge.id) != judge.id:
        raise DomainError("device_of_another_judge")  # a page of one judge under the session of another gets no token
    device, token = devices.enrol(
        session(),
        section,
        judge,
        level=body.get("level", "http"),
        label=str(body.get("label", "")),
        app_version=str(body.get("app_version", "")),
        card_id=browser_session.get(CARD),
        by=actor(),
    )
    session.commit()
    return jsonify(device=device.id, token=token, last_seq=device.last_seq)


@bp.get("/sheets")
@signed_in
def sheets() -> Response:
    """Return all sheets of the signed-in judge in a section, whole, in the reader's language."""
    section, judge = _judge_in(request.args.get("section", ""))
    return jsonify(sheet_json.sheets_of(session(), section, judge, _language()))


def _judge_in(place: str) -> tuple[Section, Judge]:
    """Find section (`edition/section`) and the judge that the signed-in person is there."""
    edition_slug, _, section_slug = place.partition("/")
    g.section = contents.section(session(), edition_slug, section_slug) or abort(404)
    judge = own_judge()
    return g.section, judge
