"""The pages of reading keys: the list with curves, a key drawn as it is typed, saved."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.kinds import KEYED
from olympiad.forms.reading_keys import KEY_FORMS
from olympiad.models.task import Criterion, ReadingKey
from tests.applications import Visitor
from tests.factories import Cast, make_criterion

KEY = "value=5 full=1 zero=3 unit=mmol/L"
FIELDS = {
    "shape": "tolerance",
    "value": "5",
    "unit": "mmol/L",
    "full_below": "1",
    "zero_below": "3",
    "replicates": "mean",
}


@pytest.fixture
def measured(session: Session, cast: Cast) -> Criterion:
    return make_criterion(session, cast.glucose, code="mmol", kind="reading", maximum=4000)


def url(cast: Cast, criterion: Criterion | None = None) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/reading-keys/{criterion.id if criterion else ''}"


def test_index_says_that_a_key_is_still_to_be_set(client: Visitor, cast: Cast, measured: Criterion) -> None:
    page = client.sign_in(cast.ana).get(url(cast))

    assert "No key yet." in page.text
    assert f"{url(cast, measured)}" in page.text


def test_change_draws_what_is_typed_and_saves_nothing(
    client: Visitor, cast: Cast, measured: Criterion, session: Session
) -> None:
    page = client.sign_in(cast.ben).get(url(cast, measured), query_string=FIELDS)

    assert 'aria-label="Points of a reading: 2 → 0; 4 → 4; 6 → 4; 8 → 0"' in page.text
    assert session.scalars(select(ReadingKey)).all() == []


def test_change_says_what_is_wrong_with_a_key(client: Visitor, cast: Cast, measured: Criterion) -> None:
    page = client.sign_in(cast.ben).get(url(cast, measured), query_string={"shape": "tolerance", "value": "5"})

    assert 'id="shape-error"' in page.text
    assert "polyline" not in page.text


def test_save_sets_the_key(client: Visitor, cast: Cast, measured: Criterion, session: Session) -> None:
    answer = client.sign_in(cast.ben).post(url(cast, measured), data={"sample": "B", "reason": ""} | FIELDS)

    assert answer.location == url(cast)
    assert [(row.sample, row.key) for row in session.scalars(select(ReadingKey))] == [("B", KEY)]
    assert "Sample B" in client.get(url(cast)).text


def test_save_keeps_what_was_typed_when_it_is_wrong(client: Visitor, cast: Cast, measured: Criterion) -> None:
    answer = client.sign_in(cast.ben).post(url(cast, measured), data=FIELDS | {"value": "x"})

    assert answer.status_code == 422
    assert 'name="value" type="text" value="x"' in answer.text


def test_every_kind_whose_answers_need_a_key_has_a_form_for_it() -> None:
    assert KEY_FORMS.keys() == set(KEYED)
