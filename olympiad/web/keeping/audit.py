"""The record as pages: searched, exported, verified; reading personal values in it is recorded too."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask_babel import gettext
from wtforms.fields import SelectChoice

from olympiad.db import session
from olympiad.domain.roles import Role, satisfies
from olympiad.exchange.audit_files import Line, csv_lines, json_lines
from olympiad.forms.audit import HeadForm, SearchForm
from olympiad.models.audit import AuditChain
from olympiad.services.entry import undoing
from olympiad.services.record import audit, audit_search, audit_verification
from olympiad.services.record.audit_search import Search
from olympiad.web.frame.accepted_input import whole_number
from olympiad.web.frame.access import allow, roles_here, staff
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language, moment, zone
from olympiad.wording.audit import action_text, field_text, value_text
from olympiad.wording.audit_faults import difference_text, fault_text

bp = Blueprint("audit", __name__)
PLACE = "/editions/<edition_slug>/<section_slug>/audit"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
"""As `services.audit.iso` writes a moment."""
WRITERS: dict[str, tuple[Callable[[Iterable[Line]], Iterator[str]], str]] = {
    "csv": (csv_lines, "text/csv; charset=utf-8"),
    "json": (json_lines, "application/json"),
}


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get(f"{PLACE}/")
@staff
def index() -> str:
    """Show what was done in a section."""
    return _index()


@bp.get("/audit/")
@allow(Role.ADMINISTRATOR)
def installation() -> str:
    """Show what was done in the installation."""
    return _index()


@bp.get(f"{PLACE}/export.<any(csv, json):ending>")
@staff
def export(ending: str) -> Response:
    """Return the lines that are found as a file, without personal values."""
    return _export(ending)


@bp.get("/audit/export.<any(csv, json):ending>")
@allow(Role.ADMINISTRATOR)
def export_installation(ending: str) -> Response:
    """Return the lines of the installation as a file, without personal values."""
    return _export(ending)


@bp.post(f"{PLACE}/<int:seq>/reveal")
@staff
def reveal(seq: int) -> str:
    """Show the personal values of a line; that they were read is recorded."""
    return _reveal(seq)


@bp.post("/audit/<int:seq>/reveal")
@allow(Role.ADMINISTRATOR)
def reveal_installation(seq: int) -> str:
    """Show the personal values of a line of the installation; that they were read is recorded."""
    return _reveal(seq)


@bp.route(f"{PLACE}/verify", methods=["GET", "POST"])
@staff
def verify() -> str:
    """Say what is witnessed; on request recompute the section's chains."""
    return _verify()


@bp.route("/audit/verify", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def verify_installation() -> str:
    """Say what is witnessed; on request recompute every chain."""
    return _verify()


def _value_words(line: Line, field: str, value: str) -> str:
    if MOMENT.fullmatch(value):
        with suppress(ValueError):  # somebody's words that only look like one
            return moment(datetime.fromisoformat(value), "short")
    return value_text(line.action, field, value, language())


def _index() -> str:
    chains = audit_search.chains_of(session(), g.section)
    chain = _chosen(chains)
    form = _search_form(chain)
    search = _search(form)
    found = (
        audit_search.find(session(), chain, search, request.args.get("page", 1, type=whole_number)) if chain else None
    )
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    return render_template(
        "audit/index.html",
        form=form,
        found=found,
        chain=chain,
        chains=chains,
        address=address,
        words=lambda action: action_text(action, language()),
        field_words=lambda field: field_text(field, language()),
        value_words=_value_words,
        page_link=lambda number: address("index", **kept, page=number),
        can_undo=_can_undo,
        kept=kept,
    )


def _can_undo(line: Line) -> bool:
    if line.chain != f"section:{g.section.id if g.section else 0}":
        return False
    is_kept = audit.UNDO in json.loads(line.content)["sealed"] and satisfies(roles_here(), frozenset({Role.ORGANIZER}))
    return is_kept or line.action in undoing.BY_CHIEF_JUDGES


def _chosen(chains: Iterable[AuditChain]) -> AuditChain | None:
    """Take the chain of the address, else the section's own."""
    wanted = request.values.get("chain", type=whole_number)
    known = list(chains)
    if wanted is None:
        return known[0] if known else None
    return next((chain for chain in known if chain.id == wanted), None) or abort(404)


def _search_form(chain: AuditChain | None) -> SearchForm:
    form = SearchForm(request.args)
    people = audit_search.people_in(session(), chain) if chain else []
    actions = audit_search.actions_in(session(), chain) if chain else []
    form.person.choices = [SelectChoice("", gettext("Everybody"))]
    form.person.choices += [SelectChoice(str(user_id), name) for user_id, name in people]
    form.action.choices = [SelectChoice("", gettext("Everything"))]
    form.action.choices += [SelectChoice(action, action_text(action, language())) for action in actions]
    return form


def _search(form: SearchForm) -> Search:
    """Read what is looked for; what cannot be read is left out and named at its field."""
    form.validate()
    person = request.args.get("person", "")
    return Search(
        person=int(person) if person.isdecimal() and len(person) < 10 else None,
        action=form.action.data or "",
        subject=(form.subject.data or "").strip(),
        since=_utc(form.since.data),
        until=_utc(form.until.data),
        text=(form.q.data or "").strip()[:100],
    )


def _utc(local: datetime | None) -> datetime | None:
    return local.replace(tzinfo=ZoneInfo(zone())).astimezone(UTC) if local else None


def _export(ending: str) -> Response:
    chain = _chosen(audit_search.chains_of(session(), g.section)) or abort(404)
    lines = audit_search.walk(session(), chain, _search(SearchForm(request.args)))
    write, media_type = WRITERS[ending]
    answer = Response(stream_with_context(write(lines)), content_type=media_type)
    name = f"{g.edition.slug}-{g.section.slug}" if g.section else "installation"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-record.{ending}"'
    return answer


def _reveal(seq: int) -> str:
    chain = _chosen(audit_search.chains_of(session(), g.section)) or abort(404)
    entry = audit_search.entry_of(session(), chain, seq) or abort(404)
    line = audit_search.lines_of(session(), chain, [entry])[0]
    values = audit_search.reveal(session(), chain, entry, by=actor())
    session.commit()
    words = action_text(line.action, language())
    return render_template("audit/reveal.html", line=line, values=values, words=words, address=address)


def _verify() -> str:
    form = HeadForm()
    chains = audit_search.chains_of(session(), g.section)
    own = chains[0].name if chains else ""
    witnesses = audit_verification.read_witness(Path(current_app.instance_path) / audit_verification.WITNESS_FILE)
    reports = None
    if form.validate_on_submit():
        if form.head.data and not _add_from_paper(form, own, witnesses):
            return _verify_page(form, chains, witnesses, None)
        reports = audit_verification.verify(session(), witnesses, only=own if g.section else None)
        if g.section:
            for chain in chains[1:]:
                reports += audit_verification.verify(session(), witnesses, only=chain.name)
    return _verify_page(form, chains, witnesses, reports)


def _add_from_paper(form: HeadForm, chain: str, witnesses: list[audit_verification.Witness]) -> bool:
    head = audit_verification.read_head(form.head.data or "", chain)
    if head is None:
        form.head.errors = [gettext("A head is written SEQ:HASH, with at least 16 digits of the hash.")]
        return False
    witnesses += audit_verification.completed(session(), [head])
    return True


def _verify_page(form, chains, witnesses, reports) -> str:
    last = {
        chain.name: max(
            (one.seq for one in witnesses if one.chain == chain.name and one.seq <= chain.head_seq), default=0
        )
        for chain in chains
    }
    return render_template(
        "audit/verify.html",
        form=form,
        chains=chains,
        last=last,
        reports=reports,
        faults=_said,
        address=address,
    )


def _said(finding: audit_verification.Finding) -> str:
    if finding.difference is None:
        return fault_text(finding.fault, finding.seq, language())
    return difference_text(finding.difference.kind, vars(finding.difference), language())


def address(view: str, **values: object) -> str:
    """Address a page of the present section's record, or of the installation's."""
    if g.section is None:
        name = "installation" if view == "index" else f"{view}_installation"
        return url_for(f"audit.{name}", **values)
    return url_for(f"audit.{view}", **values)
