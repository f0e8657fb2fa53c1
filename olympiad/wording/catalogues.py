"""The translated strings, by language, for whoever has no request at hand."""

from functools import lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).resolve().parent.parent / "translations"


@lru_cache(maxsize=8)
def catalogue(language: str) -> NullTranslations:
    """Load the catalogue of a language; English stands in the code."""
    return Translations.load(FOLDER, [language], "messages")
