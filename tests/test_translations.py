"""Asks whether the catalogues are complete: every string translated, forms and placeholders right, no bare text."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if path.parent.name != "style_guide"]
LANGUAGES = {"uz": 1, "ru": 3}
"""The catalogues, and how many plural forms each language has."""
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "lazy_gettext", "_l", "N_")),
    **dict.fromkeys(("ngettext", "lazy_ngettext"), (1, 2)),
    **dict.fromkeys(("pgettext", "lazy_pgettext"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0\- +]*\d*(?:\.\d+)?[sdifgrx%]|\{(\w*)\}")
SAME_IN_EVERY_LANGUAGE = {
    "CSV",
    "XLSX",
    "ZIP",
    "PDF",
    "QR",
    "JSON",
    "SHA-256",
    "Oʻzbekcha",
    "English",
    "Русский",
    "oʻzbekcha",
    "русский",
    "EN",
    "UZ",
    "RU",
    "min",
    "GitHub",
}
NAMES_OF_CLASSES = re.compile(r"_class$|^state$|_attributes$")
UNSPOKEN = r"<(script|style|code|svg)\b.*?</\1>|<meta [^>]*>|<!--.*?-->|<span class=.checksum.>.*?</span>"
SPOKEN_ATTRIBUTE = re.compile(r"""\b(?:aria-label|alt|title|placeholder|content)\s*=\s*"([^"{]*)\"""")


@pytest.fixture(scope="module")
def used() -> dict[tuple[str, str | None], tuple[str, ...]]:
    """Every string that code and templates translate, with its context and forms."""
    with (ROOT / "babel.cfg").open() as file:
        mapping, options = parse_mapping_cfg(file)
    found = {}
    for _file, _line, message, _comments, context in extract_from_dir(ROOT, mapping, options, KEYWORDS):
        forms = message if isinstance(message, tuple) else (message,)
        found[forms[0], context] = forms
    return found


def catalogue(language: str) -> Catalog:
    with (ROOT / "olympiad/translations" / language / "LC_MESSAGES/messages.po").open("rb") as file:
        return read_po(file, locale=language)


def placeholders(text: str) -> list[str]:
    return sorted(match.group() for match in PLACEHOLDER.finditer(text) if match.group() != "%%")


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple | list) else (message.string,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translate_every_string_that_is_used(used, language):
    known = catalogue(language)

    missing = [text for text, context in used if (entry := known.get(text, context)) is None or not all(strings(entry))]

    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translate_leaves_nothing_fuzzy(language):
    assert [message.id for message in catalogue(language) if message.fuzzy and message.id] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translate_keeps_every_placeholder(language):
    """A plural form has those of the singular or of the plural: "the first is free" needs no number."""
    differing = [
        (message.id, text)
        for message in catalogue(language)
        if message.python_format
        for text in strings(message)
        if text and placeholders(text) not in map(placeholders, sources(message))
    ]

    assert differing == []


def sources(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if message.pluralizable else (message.id,)


@pytest.mark.parametrize(("language", "count"), LANGUAGES.items())
def test_translate_has_as_many_plural_forms_as_the_language(used, language, count):
    known = catalogue(language)

    wrong = [
        text
        for (text, context), forms in used.items()
        if len(forms) > 1 and (entry := known.get(text, context)) and len(strings(entry)) != count
    ]

    assert known.num_plurals == count
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translate_writes_uzbek_letters_and_no_other_alphabet(language):
    """Uzbek has oʻ gʻ with U+02BB and the tutuq belgisi U+02BC, never a quotation mark; Cyrillic belongs to Russian."""
    forbidden = re.compile(r"[oOgG]['`‘’ʼ]|\w[’‘`]\w|[А-Яа-я]") if language == "uz" else re.compile(r"[ʻʼ]")

    assert [
        text for message in catalogue(language) for text in strings(message) if message.id and forbidden.search(text)
    ] == []


def bare_texts(source: str) -> Iterator[str]:
    """Return what a template shows without `_()`: text between tags and in spoken attributes."""
    html = re.sub(UNSPOKEN, " ", "".join(untranslated(source)), flags=re.DOTALL | re.IGNORECASE)
    yield from (text for text in SPOKEN_ATTRIBUTE.findall(html) if has_words(text))
    yield from (text.strip() for text in re.split(r"<[^>]*>|[{\n]", html) if has_words(text) and '="' not in text)


def untranslated(source: str) -> Iterator[str]:
    """Return a template's own text with `{` in place of each expression, without `trans` and blocks of names of classes."""
    skipped = False
    tokens = [token for token in Environment(extensions=["jinja2.ext.i18n"]).lex(source) if token[1] != "whitespace"]
    for index, (_line, kind, value) in enumerate(tokens):
        if kind in ("variable_begin", "block_begin"):
            yield "{"
            words = [token[2] for token in tokens[index + 1 : index + 3]]
            skipped = words[0] == "trans" or (words[0] == "block" and bool(NAMES_OF_CLASSES.search(words[1])))
        elif kind == "data" and not skipped:
            yield value


def has_words(text: str) -> bool:
    without_notation = re.sub(r"\S*=\S*", "", text)  # keys and rules: value=5.55 full=2%
    words = re.findall(r"(?<![\w-])[^\W\d_]{2,}[\w-]*", without_notation)
    return any(word not in SAME_IN_EVERY_LANGUAGE for word in words)


def test_no_template_shows_text_outside_the_catalogues():
    found = {str(path.relative_to(ROOT)): list(bare_texts(path.read_text("utf-8"))) for path in TEMPLATES}

    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Submit</p>", ["Submit"]),
        ("<p>{{ _('Submit') }}</p>", []),
        ('<a aria-label="Close" href="x">×</a>', ["Close"]),
        ("{% trans %}Submit{% endtrans %} CSV 12", []),
        ("{% if a %}Teams{% endif %}", ["Teams"]),
    ],
)
def test_bare_texts_finds_what_is_not_translated(source, found):
    assert list(bare_texts(source)) == found
