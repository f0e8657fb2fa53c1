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
    if not source.exists() or is_fresh(source):
        return Translations.load(FOLDER, [language], "messages")
    return Translations(io.BytesIO(compiled(source)), "messages")


def is_fresh(source: Path) -> bool:
    """Tell whether a compiled catalogue lies beside its source and is not older."""
    target = source.with_suffix(".mo")
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


def compiled(source: Path) -> bytes:
    """Return the compiled form (`.mo`) of a catalogue."""
    from babel.messages.mofile import write_mo  # why: needed only where no fresh compiled catalogue lies there
    from babel.messages.pofile import read_po  # why: the same

    buffer = io.BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file, locale=source.parent.parent.name))
    return buffer.getvalue()
