"""Anybody hands in results.json: one changed digit is found, nothing is kept, nothing breaks."""

import json
import random
from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.bundle import bundle_checksum
from olympiad.domain.canonical_json import canonical
from olympiad.domain.errors import DomainError
from olympiad.services.results import results, results_files
from olympiad.web.results import results_check
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


@pytest.fixture
def bundle(session: Session, cast: Cast) -> str:
    """A version's file, published."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast, official=True)
    results.publish(session, version, by=cast.ana)
    session.commit()
    return canonical(results.bundle_of(version))


def hand_in(client: Visitor, text: str, **headers: str):
    """Hand a file in as a browser does."""
    return client.post("/results/check/", data={"file": (BytesIO(text.encode()), "results.json")}, headers=headers)


def test_a_published_file_is_recognised(client: Visitor, bundle: str) -> None:
    answer = hand_in(client, bundle)

    assert answer.status_code == 200
    assert "Everything in this file follows from the marks in it." in answer.text
    assert "those of version 1 of" in " ".join(answer.text.split())
    assert "Names and titles are those that are public here now." in answer.text


def test_other_names_are_found_and_named(client: Visitor, bundle: str) -> None:
    file = json.loads(bundle)
    right = file["display"]["teams"]["T01"]["name"]
    file["display"]["teams"]["T01"]["name"] = "FORGED WINNER"

    answer = hand_in(client, canonical(file))

    words = " ".join(answer.text.split())
    assert f"display.teams.T01.name</code>: the file says FORGED WINNER, public is {right}" in words
    assert "Names and titles are those that are public here now." not in answer.text


def test_one_changed_digit_is_found_and_named(client: Visitor, bundle: str) -> None:
    answer = hand_in(client, bundle.replace('"total":"17.50"', '"total":"17.51"', 1))

    words = " ".join(answer.text.split())
    assert 'Team T01, <code class="text-body">ranking[0].total</code>: the file says 17.51, right is 17.50' in words


def test_every_single_changed_digit_is_found(bundle: str) -> None:
    start, stop = bundle.index('"display"'), bundle.index('"edition":"')  # nothing is computed from the names
    places = [at for at, letter in enumerate(bundle) if letter.isdigit() and not start <= at < stop]
    chance = random.Random(5)
    for at in chance.sample(places, 60):
        changed = bundle[:at] + str((int(bundle[at]) + 1) % 10) + bundle[at + 1 :]
        try:
            assert results_files.verify(changed) != [], bundle[at - 30 : at + 5]
        except DomainError:
            continue  # no bundle any more


def test_an_invented_file_that_is_consistent_is_not_called_ours(client: Visitor, cast: Cast, bundle: str) -> None:
    invented = json.loads(bundle) | {"section": "invented"}
    invented["sha256"] = bundle_checksum(invented)

    answer = hand_in(client, json.dumps(invented))

    assert "Everything in this file follows" in answer.text
    assert "no version with this checksum was published here" in answer.text


@pytest.mark.parametrize("text", ["", "[]", "{}", "\x00", "[" * 100_000, '{"format": NaN}', '{"a": 1, "a": 2}'])
def test_what_is_no_bundle_is_refused_at_the_field(client: Visitor, text: str) -> None:
    answer = hand_in(client, text)

    assert answer.status_code == 422
    assert "cannot be read at" in answer.text or "no results bundle" in answer.text


def test_no_damaged_file_breaks_the_page(bundle: str) -> None:
    chance = random.Random(7)
    odd = [None, True, -1, 10**400, "", "x", "1e999999999", "9" * 70, "1/0", [], {}, "0.5"]
    for _ in range(400):
        damaged = json.loads(bundle)
        _damage(damaged, chance, odd)
        try:
            results_files.verify(json.dumps(damaged))
        except DomainError:
            continue


def _damage(value, chance: random.Random, odd: list) -> None:
    """Replace one value somewhere inside."""
    while True:
        inside = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        if not inside:
            return
        name, inner = chance.choice(inside)
        if not isinstance(inner, dict | list) or not inner or chance.random() < 0.2:
            value[name] = chance.choice(odd)
            return
        value = inner


def test_one_address_may_not_hand_in_files_without_end(
    client: Visitor, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_check, "LIMIT", results_check.Limit(attempts=2, seconds=60))

    assert [hand_in(client, bundle).status_code for _ in range(3)] == [200, 200, 429]


def test_a_file_that_is_too_large_is_refused(client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results_check.check, "most_bytes", 1000)

    assert hand_in(client, "x" * 2000).status_code == 413


@pytest.mark.parametrize(
    ("language", "words"), [("uz", "Natijalar faylini tekshirish"), ("ru", "Проверить файл результатов")]
)
def test_the_page_speaks_three_languages(client: Visitor, language: str, words: str) -> None:
    assert words in client.get("/results/check/", headers={"Accept-Language": language}).text
