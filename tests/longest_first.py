"""The files that take longest are run first, so that at the end of a run no worker sits alone over one of them."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = (
    "tests/browser/test_every_page.py",
    "tests/web/test_edge_input.py",
    "tests/browser/test_never_lost.py",
    "tests/browser/",
    "tests/attack/",
    "tests/journeys/",
    "tests/services/test_every_copy.py",
    "tests/services/test_demo.py",
    "tests/services/test_transfers.py",
    "tests/services/test_incidents.py",
    "tests/services/test_section_values.py",
    "tests/web/test_commands.py",
    "tests/test_architecture.py",
    "tests/test_hall_https.py",
    "tests/test_serve.py",
    "tests/drill/",
)
"""Files and folders by how long they take; everything else follows in its own order."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort by the list; the order within a file and of all other files stays."""
    items.sort(key=lambda item: place(item.path))


def place(path: Path) -> int:
    """Return where a file stands in the list, behind all of it where it is not named."""
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else ""
    return next((at for at, one in enumerate(LONGEST) if name.startswith(one)), len(LONGEST))
