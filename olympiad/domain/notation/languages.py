"""One text in several languages: `Came late / uz: Kechikdi / ru: Опоздание`, read, written and said in one of them."""

import re

LANGUAGES = ("uz", "ru", "en")
OTHER_LANGUAGE = re.compile(rf"\s*/\s*({'|'.join(LANGUAGES)})\s*:\s*")
"""What parts the languages."""
Meanings = tuple[str, ...]
"""The text in no particular language, then in each of `LANGUAGES`."""


def meanings(text: str) -> Meanings:
    """Return what a text says in no language, and in each; of one given twice the first counts.

    >>> meanings("absent / ru: нет"), meanings("and/or"), meanings("/ uz: yoʻq")
    (('absent', '', 'нет', ''), ('and/or', '', '', ''), ('', 'yoʻq', '', ''))
    """
    first, *rest = OTHER_LANGUAGE.split(text.strip())
    found = dict(zip(reversed(rest[::2]), reversed(rest[1::2]), strict=True))
    return (first.strip(), *(found.get(language, "").strip() for language in LANGUAGES))


def written(said: Meanings) -> str:
    """Write a text in several languages.

    >>> written(("absent", "", "нет", "")), written(("absent", "", "", ""))
    ('absent / ru: нет', 'absent')
    """
    first, *others = said
    parts = [first, *(f"/ {language}: {words}" for language, words in zip(LANGUAGES, others, strict=True) if words)]
    return " ".join(filter(None, parts))


def in_language(text: str, language: str) -> str:
    """Return what a text says in a language, else in none in particular, else in any.

    >>> text = "Came late / ru: Опоздание"
    >>> in_language(text, "ru"), in_language(text, "uz"), in_language("/ en: Late", "uz"), in_language("", "uz")
    ('Опоздание', 'Came late', 'Late', '')
    """
    if not OTHER_LANGUAGE.search(text):
        return text
    plain, *others = meanings(text)
    return dict(zip(LANGUAGES, others, strict=True)).get(language) or plain or next(filter(None, others), "")
