"""The translated strings, by language, for whoever has no request at hand."""

import io
from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).resolve().parent.parent / "translations"


def N_(message: str) -> str:  # noqa: N802  # the name that the extraction of strings knows
    """Mark a string for the catalogues."""
    return message


@lru_cache(maxsize=8)
def catalogue(language: str) -> NullTranslations:
    """Load the catalogue of a language, compiled in memory where no fresh one lies there; English stands in the code."""
    source = FOLDER / language / "LC_MESSAGES" / "messages.po"
    compiled = source.with_suffix(".mo")
    if not source.exists() or (compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime):
        return Translations.load(FOLDER, [language], "messages")
    return _compiled(source, language)


def _compiled(source: Path, language: str) -> Translations:
    from babel.messages.mofile import write_mo  # why: needed only where nobody may write the compiled catalogue
    from babel.messages.pofile import read_po  # why: the same

    buffer = io.BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file, locale=language))
    buffer.seek(0)
    return Translations(buffer, "messages")
