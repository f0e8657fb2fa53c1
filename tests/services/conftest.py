"""Services hold on both databases."""

import pytest

from tests.databases import BOTH


@pytest.fixture(params=BOTH)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Every test of a service runs twice."""
    kind: str = request.param
    return kind
