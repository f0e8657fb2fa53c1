"""The analysis of a section as JSON: every part that has notes carries its state, reason and sentence."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass

from olympiad.analysis.section_analysis import SectionAnalysis
from olympiad.exchange.statistics_files import Plain, plain, verdict


def analysis_json(analysis: SectionAnalysis, language: str) -> str:
    """Return the whole analysis; numbers in full precision, undefined ones null."""
    told = _told(analysis, language)
    assert isinstance(told, dict)
    later = {name: _told(getattr(analysis, name), language) for name in ("trials", "facets")}
    return json.dumps(told | later, ensure_ascii=False, indent=1) + "\n"


def _told(value: object, language: str) -> Plain:
    if is_dataclass(value) and not isinstance(value, type):
        own: dict[str, Plain] = {
            one.name: _told(getattr(value, one.name), language)
            for one in fields(value)
            if one.name != "notes" and not one.metadata.get("is_inner")
        }
        notes = getattr(value, "notes", None)
        return own if notes is None else own | verdict(notes, language)
    if isinstance(value, Mapping):
        return {str(key): _told(one, language) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_told(one, language) for one in value]
    return plain(value)
