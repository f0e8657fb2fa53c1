"""A version computed on SQLite and on PostgreSQL from the same section is the same, byte for byte."""

import io
import random
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.services import blockers, border_confirmations, results, rule_signing, rules, section_import
from tests.databases import PostgreSQL
from tests.factories import make_edition, make_section, make_user

SECTION = Path(__file__).parent.parent / "data" / "small-section"


@pytest.fixture
def database_kind() -> str:
    """Both databases are asked for in the test itself."""
    return "sqlite"


def packed() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(SECTION.glob("*.csv")):
            archive.writestr(file.name, file.read_bytes())
    return target.getvalue()


def frozen(url: str, seed: int) -> str:
    """Import the section into a database whose ids begin elsewhere, finalise it, give the bundle."""
    engine = make_engine(url, may_write=lambda: True)
    with Session(engine) as session:
        for _ in range(seed):
            make_section(session, edition=make_edition(session))
        edition = make_edition(session, slug="samarkand", name="Samarkand")
        section = make_section(session, edition=edition, slug="biochemistry", title="Biochemistry")
        ana, ben = make_user(session, "ana"), make_user(session, "ben")
        section_import.apply_upload(session, section, "small.zip", packed(), by=ana)
        present = rules.present(session, section)
        assert present is not None
        if present.signed_at is None:
            rule_signing.sign(session, section, number=present.number, by=ben)
        for border in blockers.outlook(session, section).borders:
            border_confirmations.confirm(session, section, border, fingerprint=border.fingerprint, by=ben)
        bundle = results.finalise(session, section, by=ana).bundle
    engine.dispose()
    return bundle


@pytest.mark.postgres
def test_finalise_gives_the_same_bytes_on_both_databases(
    database_url: str, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "utc_now", lambda: datetime(2026, 12, 5, 18, tzinfo=UTC))
    monkeypatch.setattr(results.secrets, "SystemRandom", lambda: random.Random(7))
    monkeypatch.setattr(results.audit, "lock_head", lambda _session, _section: "0" * 64)
    name = postgresql.create_migrated()

    small, large = frozen(database_url, 0), frozen(postgresql.url(name), 3)
    postgresql.drop(name)

    assert small == large
    assert len(small) > 1000
