"""What devices send and fetch: operations by their send-only token, enrolling and reading by the session."""

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, abort, current_app, g, jsonify, request
from flask import session as browser_session
from flask_babel import get_locale
from flask_login import current_user
from sqlalchemy import make_url, select, update
from sqlalchemy.orm import Session

from olympiad.api import sheet_json
from olympiad.api.group_commit import GroupCommit
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Kind, Operation, Value, value_from
from olympiad.models.edition import Edition
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device
from olympiad.models.section import Section
from olympiad.services import access, devices, operations
from olympiad.web.access import by_token, signed_in
from olympiad.web.signing_in import CARD

bp = Blueprint("api_operations", __name__, url_prefix="/api")

MOST_OPERATIONS = 500
MOST_BYTES = 1_000_000
LEVELS = ("http", "https")


def init_app(app: Flask) -> None:
    """Register the endpoints; only `operations` is exempt from CSRF, since it never looks at the cookie."""
    app.extensions["olympiad_group_commit"] = GroupCommit(_turn_file(app.config["DATABASE_URL"]))
    app.register_blueprint(bp)
    app.extensions["csrf"].exempt("olympiad.api.operations.apply")


def _turn_file(database_url: str) -> str:
    """Name the file on which workers queue: beside an SQLite database; PostgreSQL queues by itself."""
    path = make_url(database_url).database or ""
    return f"{path}-turn" if database_url.startswith("sqlite") and path not in ("", ":memory:") else ""


@bp.post("/operations")
@by_token
def apply() -> Response:
    """Take a list of operations; answer each of them, in the order of their sequence numbers."""
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        abort(401)
    body = request.get_json()
    sent = body.get("operations") if isinstance(body, dict) else body
    if not isinstance(sent, list) or len(sent) > MOST_OPERATIONS:
        abort(400)
    try:
        wanted = [_operation(one) for one in sent]
    except (DomainError, TypeError, ValueError, KeyError):
        abort(400)
    told = body if isinstance(body, dict) and "waiting" in body else None
    group: GroupCommit = current_app.extensions["olympiad_group_commit"]
    answers = group.run(session(), lambda database: _apply(database, token.strip(), wanted, told))
    if answers is None:
        abort(401)
    return jsonify(answers=answers)


def _apply(
    database: Session, token: str, wanted: list[Operation], told: Mapping[str, object] | None
) -> list[dict[str, object]] | None:
    """Recognise the device and apply what it sends; None for a token that was never given out."""
    sender = devices.sender_of(database, token)
    if sender is None:
        return None
    answers = operations.apply(database, sender, wanted, by=sender.user_id)
    if told is not None:
        _note_waiting(database, sender.device_id, told)
    return [answer.plain() for answer in answers]


def _operation(one: Mapping[str, object]) -> Operation:
    """Parse the shape; the contents are judged by the domain."""
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
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found < 2**53:
        raise ValueError("whole number")
    return found


def _note_waiting(database: Session, device_id: str, body: Mapping[str, object]) -> None:
    """Keep what the device says still waits on it, for the organizer's board."""
    waiting = body["waiting"] if isinstance(body["waiting"], int) else 0
    since = body.get("waiting_since")
    try:
        moment = datetime.fromisoformat(since).astimezone(UTC) if isinstance(since, str) and since else None
    except ValueError:
        moment = None
    seen = update(Device).where(Device.id == device_id).values(waiting=max(0, waiting), waiting_since=moment)
    database.execute(seen, execution_options={"synchronize_session": False})


@bp.post("/devices")
@signed_in
def enrol() -> Response:
    """Give the signed-in judge's device its id and send-only token."""
    body = request.get_json()
    if not isinstance(body, dict) or body.get("level", "http") not in LEVELS:
        abort(400)
    section, judge = _judge_in(str(body.get("section", "")))
    device, token = devices.enrol(
        session(),
        section,
        judge,
        level=body.get("level", "http"),
        label=str(body.get("label", "")),
        app_version=str(body.get("app_version", "")),
        card_id=browser_session.get(CARD),
        by=current_user._get_current_object(),
    )
    session.commit()
    return jsonify(device=device.id, token=token, last_seq=device.last_seq)


@bp.get("/sheets")
@signed_in
def sheets() -> Response:
    """Give all sheets of the signed-in judge in a section, whole, in the reader's language."""
    section, judge = _judge_in(request.args.get("section", ""))
    language = str(get_locale().language) if get_locale() else "en"
    return jsonify(sheet_json.sheets_of(session(), section, judge, language))


def _judge_in(place: str) -> tuple[Section, Judge]:
    """Find section (`edition/section`) and the judge that the signed-in person is there."""
    edition_slug, _, section_slug = place.partition("/")
    query = select(Section).join(Edition).where(Edition.slug == edition_slug, Section.slug == section_slug)
    g.section = session.scalars(query).one_or_none() or abort(404)
    judge = access.judge_of(session(), current_user._get_current_object(), g.section) or abort(403)
    return g.section, judge
