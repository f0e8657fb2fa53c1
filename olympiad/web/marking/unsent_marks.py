"""Uploading what judges' devices could not send: photos of QR codes or the saved file."""

from dataclasses import dataclass, field

from flask import Blueprint, Flask, g, render_template
from werkzeug.datastructures import FileStorage

from olympiad import limits
from olympiad.db import session
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import STAFF, Role
from olympiad.exchange.code_photos import codes_of
from olympiad.exchange.unsent_packets import FILE_HEAD, lines_of
from olympiad.forms.unsent_marks import BringForm
from olympiad.models.user import User
from olympiad.services.marking import unsent_marks, unsent_parts
from olympiad.services.marking.unsent_marks import Brought
from olympiad.web.frame.access import allow, anywhere
from olympiad.web.frame.heavy_work import outside
from olympiad.web.frame.here import actor
from olympiad.web.frame.jinja import language
from olympiad.wording.sentences import sentence

bp = Blueprint("unsent_marks", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/unsent-marks")
handed = Blueprint("score_sheet_unsent", __name__, url_prefix="/editions/<edition_slug>/<section_slug>/score-sheets")


@dataclass
class FileReport:
    """What became of one uploaded file."""

    name: str
    brought: list[Brought] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def outcomes(self) -> dict[str, int]:
        """Operations by outcome, over all its packets."""
        found: dict[str, int] = {}
        for one in self.brought:
            for outcome, count in one.outcomes.items():
                found[outcome] = found.get(outcome, 0) + count
        return found


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
    app.register_blueprint(handed)


@handed.get("/unsent")
@anywhere
def show() -> str:
    """Show the way out on the judge's device: words only, the same for everybody, also when nobody is signed in."""
    return render_template("score_sheets/unsent.html")


@bp.get("/")
@allow(*STAFF, Role.CLERK)
def index() -> str:
    """Ask for photos or the file, and list what was brought."""
    return _page(BringForm(), [])


@bp.post("/")
@allow(*STAFF, Role.CLERK)
def bring() -> str | tuple[str, int]:
    """Take the files; each packet by itself, so that an unreadable photo keeps nothing back."""
    form = BringForm()
    if not form.validate_on_submit():
        return _page(form, []), 422
    uploads = [upload for upload in form.files.data or [] if upload.filename]
    read = [_read(upload) for upload in uploads[: limits.UNSENT_FILES]]
    read += [_left(upload) for upload in uploads[limits.UNSENT_FILES :]]
    person = actor()
    reports = [_bring(report, packets, person) for report, packets in read]
    session.commit()
    return _page(BringForm(formdata=None), reports)


def _read(upload: FileStorage) -> tuple[FileReport, list[bytes]]:
    """Find the packets of a file, before the first of any file is applied."""
    report = FileReport(upload.filename or "")
    try:
        return report, _packets(upload)
    except DomainError as error:
        report.problems.append(sentence(error, language()))
        return report, []


def _left(upload: FileStorage) -> tuple[FileReport, list[bytes]]:
    refused = DomainError("unsent_file_left", most=limits.UNSENT_FILES)
    return FileReport(upload.filename or "", problems=[sentence(refused, language())]), []


def _bring(report: FileReport, packets: list[bytes], person: User) -> FileReport:
    for packet in packets:
        try:
            with session().begin_nested():
                report.brought.append(unsent_marks.bring(session(), g.section, packet, by=person))
        except DomainError as error:
            report.problems.append(sentence(error, language()))
    return report


def _packets(upload: FileStorage) -> list[bytes]:
    content = upload.read()
    if content[: len(FILE_HEAD)] == FILE_HEAD.encode():
        if len(content) > limits.UNSENT_TEXT:
            raise DomainError("packet_file_unreadable")
        return lines_of(content.decode("ascii", "replace"))
    return outside(codes_of, content)


def _page(form: BringForm, reports: list[FileReport]) -> str:
    return render_template(
        "unsent_marks/index.html",
        form=form,
        reports=reports,
        sets=unsent_parts.sets_of(session(), g.section),
    )
