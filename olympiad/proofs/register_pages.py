"""Static pages of an exported register: one for each certificate, and the first page; three languages side by side."""

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from olympiad.config import LANGUAGES
from olympiad.wording import certificate_proofs as wording
from olympiad.wording.certificates import labels

SHELL = Path(__file__).with_name("register_page.html")
PART = re.compile(r"\{\{(\w+)\}\}")
OPEN = ("document", "institution", "organisation", "edition", "section", "standing", "dated")
"""Fields that stand in each printed language."""


def certificate_page(record: dict[str, Any], edition: str, as_of: str) -> str:
    """Write the page of a certificate: its state, then every printed field."""
    state, number = str(record["state"]), str(record["number"])
    rows = [*_fields(record["printed"], number), (_beside("as_of"), as_of)]
    if record["superseded_by"]:
        rows.insert(0, (_beside("superseded_by"), str(record["superseded_by"])))
    note = "" if record["printed"]["name"] else f'<p class="sub">{escape(_beside("purged"))}</p>'
    return _page(f"{number} – {edition}", edition, _beside(state), _list(rows) + note + _link("../check.html"), state)


def first_page(edition: str, count: int, as_of: str) -> str:
    """Write the first page: what this folder is, and the way to the check; no names, no list."""
    rows = [("№", str(count)), (_beside("as_of"), as_of)]
    return _page(edition, edition, _beside("register"), _list(rows) + _link("check.html"), "valid")


def _fields(printed: dict[str, Any], number: str) -> Iterable[tuple[str, str]]:
    signed = "; ".join(", ".join(filter(None, (one["name"], one["title"]))) for one in printed["signatories"])
    values = {"number": number, "name": printed["name"], "name_local": printed["name_local"], "team": printed["team"],
              "mentor": printed["mentor"], "signed": signed}  # fmt: skip
    values |= {name: " · ".join(dict.fromkeys(text.get(name, "") for text in printed["texts"])) for name in OPEN}
    words = [labels(language) for language in LANGUAGES]
    for name in words[0]:
        if values.get(name, "").strip(" ·"):
            yield " · ".join(dict.fromkeys(word[name] for word in words)), values[name]


def _beside(word: str) -> str:
    return " · ".join(dict.fromkeys(wording.register_words(language)[word] for language in ("uz", "ru", "en")))


def _list(rows: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in rows)}</dl>"


def _link(address: str) -> str:
    return f'<p><a href="{address}">{escape(_beside("check"))}</a></p>'


def _page(title: str, edition: str, heading: str, body: str, state: str) -> str:
    parts = {
        "title": escape(title),
        "state": state,
        "edition": escape(edition),
        "heading": escape(heading),
        "body": body,
    }
    return PART.sub(lambda found: parts[found[1]], SHELL.read_text("utf-8"))
