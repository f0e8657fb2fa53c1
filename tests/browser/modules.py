"""A page for the tests of pure modules: they are imported where they live, once for all tests of a file."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browsers import LiveServer, Watch


@pytest.fixture(scope="module")
def module_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """One page for a file: what its tests call keeps nothing, and a page takes longer than each of them."""
    watching = Watch()
    context = browser.new_context(base_url=live_server.url)
    watching.over(context)
    page = context.new_page()
    page.goto("/account/sign-in")
    yield page
    context.close()
    assert watching.unexpected() == []


@pytest.fixture
def run(module_page: Page) -> Any:
    """Call a function of a module with plain values."""

    def run(module: str, name: str, *given: object) -> Any:
        call = "async ([module, name, given]) => (await import(module))[name](...given)"
        return module_page.evaluate(call, [module, name, list(given)])

    return run
