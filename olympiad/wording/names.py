"""Names that depend on the reader's language: countries, and content given in several languages."""

import re
from functools import lru_cache

from babel import Locale

from olympiad.config import LANGUAGES

OWN_NAMES = {"uz": "Oʻzbekcha", "ru": "Русский", "en": "English"}
"""How each language calls itself, in the order of the switch."""
SHORT_NAMES = {"uz": "OʻZ", "ru": "РУ", "en": "EN"}

_OTHER_NAMES = {
    "en": {"MM": "Myanmar"},
    "uz": {"MM": "Myanma", "SZ": "Esvatini"},
    "ru": {"KG": "Кыргызстан", "MM": "Мьянма"},
}
"""Where CLDR's name is outdated or not what is written in Uzbekistan."""


@lru_cache(maxsize=2048)
def country_name(code: str, language: str) -> str:
    """Name a country by its ISO 3166-1 code; an unknown code is shown as it is.

    >>> country_name("UZ", "uz"), country_name("KG", "ru"), country_name("XX", "en")
    ('Oʻzbekiston', 'Кыргызстан', 'XX')
    """
    own = _OTHER_NAMES.get(language, {}).get(code)
    name = own or Locale(language).territories.get(code) or code
    return uzbek_letters(name) if language == "uz" else str(name)


def uzbek_letters(text: str) -> str:
    """Write oʻ and gʻ with U+02BB and the tutuq belgisi with U+02BC, whichever apostrophes came in.

    >>> uzbek_letters("G‘arbiy"), uzbek_letters("ma'lumot")
    ('Gʻarbiy', 'maʼlumot')
    """
    text = re.sub(r"(?<=[oOgG])['`‘’ʼ]", "ʻ", text)
    return re.sub(r"(?<=\w)['`‘’](?=\w)", "ʼ", text)


def content(row: object, field: str, language: str) -> str:
    """Return a row's text in the reader's language, else the language-neutral one, else any that there is."""
    order = [f"{field}_{language}", field, *(f"{field}_{other}" for other in LANGUAGES)]
    return next((text for name in order if (text := getattr(row, name, None))), "")
