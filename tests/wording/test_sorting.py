"""The order of names in the alphabets of those who come."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from olympiad.wording.sorting import sort_key

ORDERED = {
    "uz": [
        "Aziza", "Bobur", "Dilnoza", "Gulnora", "Hasan", "Islom", "Nodira", "Olim", "Saida", "Umid", "Vali", "Xurshid",
        "Yusuf", "Zafar", "Oʻktam", "Oʻtkir", "Gʻani", "Gʻulom", "Shahlo", "Sherzod", "Chinora",
    ],
    "en": ["Adams", "Ångström", "Baker", "Çelik", "de Souza", "Łukasz", "Müller", "Nguyen", "Øst", "Zola", "Анна"],
    "ru": ["Абрамов", "Егоров", "Ёлкин", "Еремин", "Жуков", "Йорданов", "Щукин", "Эрдман", "Яковлев", "Adams"],
    "kk": ["Абай", "Әйгерім", "Бақыт", "Ғани", "Дана", "Кенес", "Қайрат", "Нұрлан", "Ұлан", "Үміт", "Шолпан", "Ілияс"],
    "tg": ["Бахром", "Гулчеҳра", "Ғафур", "Исмоил", "Қосим", "Умед", "Ӯктам", "Ҳасан", "Чорӣ", "Ҷамшед", "Шариф"],
}  # fmt: skip


@pytest.mark.parametrize("language", ORDERED)
def test_sort_key_follows_the_alphabet(language):
    shuffled = random.Random(1).sample(ORDERED[language], len(ORDERED[language]))

    assert sorted(shuffled, key=lambda name: sort_key(name, language)) == ORDERED[language]


@pytest.mark.parametrize("apostrophe", ["'", "`", "‘", "’", "ʻ", "ʼ"])
def test_sort_key_reads_every_apostrophe_of_uzbek(apostrophe):
    assert sort_key(f"O{apostrophe}ktam", "uz")[0] == sort_key("Oʻktam", "uz")[0]


def test_sort_key_lets_accents_and_case_decide_only_between_equals():
    names = ["Resul", "résumé", "resume", "Resume"]

    assert sorted(names, key=lambda name: sort_key(name, "en")) == ["Resul", "Resume", "resume", "résumé"]


def test_sort_key_counts_numbers():
    assert sort_key("Team 2", "en") < sort_key("Team 10", "en")


def test_sort_key_puts_other_scripts_last():
    assert sort_key("Zola", "en") < sort_key("Яна", "en") < sort_key("王伟", "en")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.text(max_size=12), max_size=12), st.sampled_from(["uz", "ru", "en", "kk", "tg"]))
def test_sort_key_orders_any_text_the_same_way_whatever_came_first(names, language):
    backwards = list(reversed(names))

    one_way, other_way = (sorted(some, key=lambda name: sort_key(name, language)) for some in (names, backwards))

    assert one_way == other_way
