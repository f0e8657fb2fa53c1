"""Refusals in words."""

import pytest

from olympiad.domain.errors import DomainError
from olympiad.wording.sentences import sentence


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "11.5 is above the maximum 10. Give at most 10."),
        ("ru", "11,5 больше максимума 10. Поставьте не больше 10."),
    ],
)
def test_sentence_says_what_to_do_in_the_language(worker_app, language, words):
    assert sentence(DomainError("mark_above_maximum", found="11.5", maximum="10"), language) == words


def test_sentence_names_a_code_without_words():
    assert "(never_heard_of)" in sentence(DomainError("never_heard_of"), "en")


def test_sentence_without_an_expected_field_names_the_code():
    assert "(note_too_long)" in sentence(DomainError("note_too_long"), "uz")
