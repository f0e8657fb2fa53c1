"""The analysis of a section as JSON: every part that has notes carries its state, reason and sentence."""

import json
from dataclasses import fields, is_dataclass
from functools import partial

from olympiad.analysis.section_analysis import SectionAnalysis
from olympiad.exchange.statistics_files import Plain, plain_around, verdict


def analysis_json(analysis: SectionAnalysis, language: str) -> str:
    """Return the whole analysis; numbers in full precision, undefined ones null."""
    told = _told(analysis, language)
    assert isinstance(told, dict)
    later = {name: _told(getattr(analysis, name), language) for name in ("trials", "facets")}
    return json.dumps(told | later, ensure_ascii=False, indent=1) + "\n"


def _told(value: object, language: str) -> Plain:
    if not is_dataclass(value) or isinstance(value, type):
        return plain_around(value, partial(_told, language=language))
    own: dict[str, Plain] = {
        one.name: _told(getattr(value, one.name), language)
        for one in fields(value)
        if one.name != "notes" and not one.metadata.get("is_inner")
    }
    notes = getattr(value, "notes", None)
    return own if notes is None else own | verdict(notes, language)
