"""Countries and content in the reader's language."""

from types import SimpleNamespace

import pytest
from babel import Locale

from olympiad.wording.names import content, country_name

TASK = SimpleNamespace(title="", title_uz="Glyukoza", title_ru="", title_en="Glucose")


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("UZ", "uz", "Oʻzbekiston"),
        ("US", "uz", "Amerika Qoʻshma Shtatlari"),
        ("KG", "ru", "Кыргызстан"),
        ("ZZZ", "en", "ZZZ"),
    ],
)
def test_country_name_speaks_the_language(code, language, name):
    assert country_name(code, language) == name


def test_country_name_writes_every_uzbek_apostrophe_as_a_letter():
    names = {country_name(code, "uz") for code in Locale("uz").territories if len(code) == 2}

    assert [name for name in names if set(name) & set("'`‘’")] == []


@pytest.mark.parametrize(("language", "title"), [("uz", "Glyukoza"), ("en", "Glucose"), ("ru", "Glucose")])
def test_content_falls_back_to_a_language_that_there_is(language, title):
    assert content(TASK, "title", language) == title


def test_content_prefers_the_neutral_title_to_another_language():
    assert content(SimpleNamespace(title="GLU", title_uz="", title_en="Glucose"), "title", "uz") == "GLU"
