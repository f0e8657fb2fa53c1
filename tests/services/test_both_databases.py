"""Asks that services whose SQL differs between the databases are tested on both: each names the marked tests that ask it."""

import re
from pathlib import Path

import pytest

from olympiad import services

ROOT = Path(services.__path__[0])
TESTS = Path(__file__).parent
DIFFERS = re.compile(
    r"with_for_update|on_conflict|dialect|[^\w.]text\(|is_sqlite|lifted|literal_column|exec_driver_sql|returning\(|tuple_\("
)
"""Locks, statements in words, triggers, and what only one of the two had for long."""
ASKED_BY = {
    "accounts": ("accounts",),
    "audit": ("audit_verification", "any_sequence"),
    "backup_restore": ("every_copy",),
    "backups": ("backups", "every_copy"),
    "certificate_designs": ("certificate_designs",),
    "certificate_numbers": ("certificates",),
    "certificate_proofs": ("certificates",),
    "certificates": ("certificates",),
    "database_swap": ("every_copy",),
    "devices": ("devices", "operations"),
    "mail_queue": ("mail_queue",),
    "operation_rows": ("operations", "operations_shuffled"),
    "retention_texts": ("retention_texts",),
    "row_changes": ("audit_verification",),
    "row_seals": ("audit_verification",),
    "second_factor": ("second_factor",),
    "transfer_export": ("transfers",),
    "transfer_import": ("transfers",),
}
"""Module whose SQL differs → tests that run on both databases."""


def test_every_service_whose_sql_differs_names_tests_on_both() -> None:
    found = {path.stem for path in ROOT.rglob("*.py") if DIFFERS.search(path.read_text("utf-8"))}

    assert found - set(ASKED_BY) == set()


@pytest.mark.parametrize("name", sorted({one for names in ASKED_BY.values() for one in names}))
def test_the_named_tests_run_on_both(name: str) -> None:
    assert "pytestmark = pytest.mark.both_databases" in (TESTS / f"test_{name}.py").read_text("utf-8")
