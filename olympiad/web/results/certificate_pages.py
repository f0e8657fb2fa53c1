"""The page behind a certificate's QR code: drawn once in each language, then served from its file as published results are."""

import json
from typing import Any

from flask import Response, g, render_template, request
from flask_babel import force_locale

from olympiad.clock import utc_now
from olympiad.db import session
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.keeping import retention
from olympiad.services.results import certificate_pages, certificate_plan, certificate_proofs, certificates
from olympiad.web.frame.jinja import language
from olympiad.web.frame.preferences import chosen_theme
from olympiad.web.results import published_answers, published_state
from olympiad.web.results.published_places import as_a_stranger
from olympiad.wording.certificates import labels

HTML = "text/html; charset=utf-8"


def answer(row: Certificate) -> Response:
    """Return the page of a certificate; where a name is to be typed, or a theme was chosen, it is this reader's alone."""
    is_for_one = retention.is_purged(row) or chosen_theme()
    found = Response(_drawn_for_one(row)) if is_for_one else _from_file(row)
    found.headers["X-Robots-Tag"] = "noindex, nofollow"
    return found


def _from_file(row: Certificate) -> Response:
    """Return the file that was drawn from the row as it is now; after any change of the register it is drawn anew."""
    one, code = published_state.of_certificates(certificate_pages.stamp_of(session(), row)), language()
    published_state.bring_up_to_date(one, waits=True)
    name = certificate_pages.page_name(row, code)
    found = published_answers.kept(one, name, lambda: _drawn_for_all(row, code), HTML)
    found.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    found.vary.update(("Cookie", "Accept-Language"))
    return found


def _drawn_for_all(row: Certificate, code: str) -> bytes:
    edition, values = _edition_of(row), _values(row, code)
    with as_a_stranger(edition, f"/c/{row.token}"), force_locale(code):
        return render_template("certificates/show.html", **values, compared=None).encode()


def _drawn_for_one(row: Certificate) -> str:
    g.edition = _edition_of(row)
    return render_template("certificates/show.html", **_values(row, language()), compared=_compared(row))


def _edition_of(row: Certificate) -> Edition:
    return session.get_one(Edition, session.get_one(Section, row.section_id).edition_id)


def _values(row: Certificate, code: str) -> dict[str, Any]:
    """Return what the page says, of a row that is as the record says."""
    certificates.refuse_unless_recorded(session(), [row])
    fields = json.loads(row.fields)
    texts = texts_for_reader(fields["texts"], code)
    return {
        "row": row,
        "lines": _lines(row, fields, texts, code),
        "texts": texts,
        "number": _successor(row),
        "now": utc_now(),
        "by_version": _version_of_reason(row),
        "purged": retention.is_purged(row),
        "signed": bool(certificate_proofs.codes_of(session(), [row])),
    }


def texts_for_reader(texts: list[dict[str, str]], code: str) -> dict[str, str]:
    """Choose the printed language that the reader reads, else the last one, the international."""
    return next((text for text in texts if text["lang"] == code), texts[-1])


def _compared(row: Certificate) -> bool | None:
    """Return whether a typed name is the printed one, where the register holds only its hash; a name stands in no address."""
    typed = request.form.get("name", "").strip()[:300]
    return retention.bears_name(row, typed) if typed and retention.is_purged(row) else None


def _lines(row: Certificate, fields: dict, texts: dict[str, str], code: str) -> list[tuple[str, str]]:
    words = labels(code)
    signed = "; ".join(
        f"{one['name']}, {one['title']}" if one["title"] else one["name"] for one in fields["signatories"]
    )
    values = {
        "number": row.number,
        "document": texts["document"],
        "name": fields["name"],
        "name_local": fields["name_local"],
        "team": fields["team"],
        "institution": texts["institution"],
        "organisation": texts["organisation"],
        "edition": texts["edition"],
        "section": texts["section"],
        "standing": texts["standing"],
        "mentor": fields["mentor"],
        "dated": texts["dated"],
        "signed": signed,
    }
    return [(words[name], value) for name, value in values.items()]


def _successor(row: Certificate) -> str:
    """Return the number of the certificate that took the place of this one."""
    if row.superseded_by_id is None:
        return ""
    return session.get_one(Certificate, row.superseded_by_id).number


def _version_of_reason(row: Certificate) -> str:
    is_version = row.reason.startswith(certificate_plan.BY_VERSION)
    return row.reason.removeprefix(certificate_plan.BY_VERSION) if is_version else ""
