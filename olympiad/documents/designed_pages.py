"""What the template of the organizers' designs is given: a design with its pictures, and the page of one certificate."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from olympiad.documents.letter_widths import widths
from olympiad.domain.canonical_json import Plain

CYRILLIC = re.compile(r"[\u0400-\u04ff]")
SAFE = {"name": 45, "organisation": 70, "head": 90, "heading": 34, "line": 44, "rows": 5, "members": 6}
"""Texts no longer than these fit in every design; where one is longer, the layout is tried."""


@lru_cache(maxsize=64)
def _read(content: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content)
    return found


def design(content: str) -> dict[str, Plain]:
    """Return what all certificates of a design share."""
    said, pictures = _read(content)["design"], _read(content)["pictures"]
    return {
        "ornament": said["ornament"],
        "paper": said["paper"],
        "colours": said["colours"],
        "logos": [pictures[name] for name in said["logos"]],
        "seal": said["seal"],
    }


def page(fields: Mapping[str, Any], content: str) -> dict[str, Plain]:
    """Return what stands on one certificate."""
    pictures = _read(content)["pictures"]
    first, second = _names(fields)
    signatories = [one | {"picture": pictures.get(one.get("picture", ""), "")} for one in fields["signatories"]]
    said = {
        "name": first,
        "name_local": second,
        "texts": fields["texts"],
        "signatories": signatories,
        "members": fields["members"],
        "medal": fields["medal"],
        "micro": _microprint(fields["texts"]),
    }
    return said | {"em": widths(said)}


def _names(fields: Mapping[str, Any]) -> tuple[str, str]:
    """Put the Cyrillic form first where the certificate begins in Russian."""
    name, local = fields["name"], fields["name_local"]
    if local and fields["texts"][0]["lang"] == "ru" and CYRILLIC.search(local):
        return local, name
    return name, local


def _microprint(texts: list[dict[str, str]]) -> str:
    words = [part for text in texts for part in (text["edition"], text["organisation"]) if part]
    return " · ".join(words).upper() + " · "


def may_be_too_long(fields: Mapping[str, Any], content: str) -> bool:
    """Return whether the layout has to be tried to know that everything fits."""
    texts = fields["texts"]
    lengths = {
        "name": max(len(fields["name"]), len(fields["name_local"])),
        "organisation": max(len(text["organisation"]) for text in texts),
        "head": max(len(text["edition"]) + len(text["section"]) for text in texts),
        "heading": max(len(text["heading"]) for text in texts),
        "line": max((sum(len(run["text"]) for run in line) for text in texts for line in text["lines"]), default=0),
        "rows": max(len(text["lines"]) for text in texts),
        "members": len(fields["members"]),
    }
    one_language_across = len(texts) == 1 and _read(content)["design"]["paper"] == "landscape"
    wide = {"line": 90, "heading": 45, "organisation": 90} if one_language_across else {}
    return any(length > (SAFE | wide)[name] for name, length in lengths.items())
