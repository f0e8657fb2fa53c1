"""What every test may ask for; the fixtures themselves stand in databases, applications and browsers."""

import pytest

pytest_plugins = ["tests.databases", "tests.applications", "tests.browsers"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Chromium, so that `-m 'not browser'` leaves it out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
