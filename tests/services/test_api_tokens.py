"""Tokens of programs: shown once, found by their hash while in force, and with at least one scope and a name."""

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.services.people import api_tokens
from olympiad.services.people.api_tokens import Scope
from tests.factories import Cast


def test_a_token_is_found_until_it_is_revoked(session: Session, cast: Cast) -> None:
    token = api_tokens.make(session, cast.edition, name=" board ", scopes=["teams", "progress"], by=cast.ana)

    row = api_tokens.find(session, token)
    assert row is not None
    assert (row.name, row.scopes) == ("board", [Scope.PROGRESS, Scope.TEAMS])
    assert token not in row.token_hash
    api_tokens.revoke(session, row, by=cast.ana)
    assert api_tokens.find(session, token) is None
    assert api_tokens.of_edition(session, cast.edition) == [row]


@pytest.mark.parametrize(
    ("name", "scopes", "code"),
    [
        (" ", ["teams"], "token_name_missing"),
        ("board", [], "token_scope_missing"),
        ("board", ["marks"], "token_scope_missing"),
    ],
)
def test_a_token_without_name_or_known_scope_is_refused(
    session: Session, cast: Cast, name: str, scopes: list[str], code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        api_tokens.make(session, cast.edition, name=name, scopes=scopes, by=cast.ana)

    assert api_tokens.of_edition(session, cast.edition) == []


def test_more_than_the_limit_are_refused_until_one_is_revoked(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_tokens, "MOST", 1)
    api_tokens.make(session, cast.edition, name="first", scopes=["teams"], by=cast.ana)
    with pytest.raises(DomainError, match="token_many"):
        api_tokens.make(session, cast.edition, name="second", scopes=["teams"], by=cast.ana)

    api_tokens.revoke(session, api_tokens.of_edition(session, cast.edition)[0], by=cast.ana)

    assert api_tokens.make(session, cast.edition, name="second", scopes=["teams"], by=cast.ana)
