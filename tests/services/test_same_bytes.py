"""A version computed on SQLite and on PostgreSQL from the same section is the same, byte for byte."""

import csv
import io
import json
import random
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.domain.bundle import Head, make_bundle
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.canonical_json import canonical
from olympiad.domain.ranking import rank
from olympiad.services.computing import rules
from olympiad.services.entry import section_import
from olympiad.services.results import blockers, border_confirmations, results
from olympiad.services.sections import rule_signing
from tests.databases import PostgreSQL
from tests.factories import make_edition, make_section, make_user

SECTION = Path(__file__).parent.parent / "data" / "small-section"


@pytest.fixture
def database_kind() -> str:
    """Both databases are asked for in the test itself."""
    return "sqlite"


MARKS = {
    "pip": ("6", "6.5", "9", "9"), "safe": ("0", "2"), "cal": ("0", "1", "3"), "clean": ("4", "4.5", "6"),
    "spill": ("0", "1", "3"),
}  # fmt: skip
READINGS = ("5", "5.05|5.15", "5.5", "6.2", "4.9")


def packed(chance: random.Random) -> bytes:
    """The section as a ZIP file, with marks drawn from few values, so that teams tie; the judges of a sheet agree."""
    target, drawn = io.BytesIO(), {}
    with zipfile.ZipFile(target, "w") as archive:
        for file in sorted(one for one in SECTION.glob("*.csv") if one.name != "marks.csv"):
            archive.writestr(file.name, file.read_bytes())
        rows = list(csv.DictReader((SECTION / "marks.csv").read_text("utf-8").splitlines()))
        for row in rows:
            name = "reading" if row["reading"] else "mark"
            values = READINGS if row["reading"] else MARKS[row["criterion"]]
            row[name] = drawn.setdefault((row["team"], row["criterion"]), chance.choice(values))
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        archive.writestr("marks.csv", text.getvalue())
    return target.getvalue()


def frozen(session: Session, content: bytes, others: int) -> str:
    """Import the section where ids begin elsewhere, finalise it, give the bundle."""
    for _ in range(others):
        make_section(session, edition=make_edition(session))
    edition = make_edition(session, slug="samarkand", name="Samarkand")
    section = make_section(session, edition=edition, slug="biochemistry", title="Biochemistry")
    ana, ben = make_user(session, "ana"), make_user(session, "ben")
    section_import.apply_upload(session, section, "small.zip", content, by=ana)
    present = rules.present(session, section)
    assert present is not None
    if present.signed_at is None:
        rule_signing.sign(session, section, number=present.number, by=ben)
    for border in blockers.outlook(session, section).borders:
        border_confirmations.confirm(session, section, border, fingerprint=border.fingerprint, by=ben)
    return results.finalise(session, section, confirmed=True, by=ana).bundle


@pytest.fixture
def both(database_url: str, postgresql: PostgreSQL) -> Iterator[list[Session]]:
    """A session on SQLite and one on PostgreSQL."""
    name = postgresql.create_migrated()
    engines = [make_engine(url, may_write=lambda: True) for url in (database_url, postgresql.url(name))]
    sessions = [Session(engine) for engine in engines]
    yield sessions
    for session, engine in zip(sessions, engines, strict=True):
        session.close()
        engine.dispose()
    postgresql.drop(name)


@pytest.fixture
def same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What differs by chance, not by database: the time, the judges' aliases, the head of the record."""
    monkeypatch.setattr(results, "utc_now", lambda: datetime(2026, 12, 5, 18, tzinfo=UTC))
    monkeypatch.setattr(results.secrets, "SystemRandom", lambda: random.Random(7))
    monkeypatch.setattr(results.audit, "lock_head", lambda _session, _section: "0" * 64)


@pytest.mark.postgres
@pytest.mark.usefixtures("same_moment")
@settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 2**32))
def test_finalise_gives_the_same_bytes_on_both_databases_and_from_the_bundle_alone(
    both: list[Session], seed: int
) -> None:
    content = packed(random.Random(seed))

    made = []
    for session, others in zip(both, (0, 3), strict=True):
        made.append(frozen(session, content, others))
        session.rollback()

    assert made[0] == made[1]
    assert recomputed(made[0]) == made[0]


def recomputed(text: str) -> str:
    """Compute a version from what its own bundle holds."""
    bundle = json.loads(text)
    section = read_section(bundle)
    head = Head(*(bundle[name] for name in ("edition", "section", "version", "time", "audit_head", "previous")))
    made = make_bundle(section, rank(section), head, {})
    return canonical({name: value for name, value in made.items() if name in bundle})


def test_packed_draws_sections_that_differ() -> None:
    assert len({packed(random.Random(seed)) for seed in range(8)}) == 8
