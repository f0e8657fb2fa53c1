"""Finalising is refused while something is in the way; a version is frozen, numbered, checksummed; publishing is undone."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from olympiad.domain.bundle import recompute
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.results_version import Award, ResultsVersion
from olympiad.models.rules import Rules
from olympiad.services.results import results
from olympiad.services.results.blockers import blockers
from tests.factories import Cast
from tests.results_world import finalise, mark_everything, set_mark, set_rules

pytestmark = pytest.mark.both_databases


@pytest.fixture
def marked(session: Session, cast: Cast) -> Cast:
    """Every sheet marked and accepted: T01 17.5, T02 12.5; I degree from 15."""
    set_rules(session, cast, [["award.I degree", "total>=15"], ["award.II degree", "total>=10"]])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250}, state="accepted")
    return cast


def codes(session: Session, cast: Cast) -> list[str]:
    return [one.code for one in blockers(session, cast.section)]


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_finalise_is_refused_while_a_sheet_is_owed_and_changes_nothing(session: Session, marked: Cast) -> None:
    marked.sheets["T01", "P", "cem"].state = "open"
    session.commit()
    before = count(session, AuditEntry)

    with pytest.raises(DomainError) as refused:
        finalise(session, marked)
    session.rollback()

    assert (refused.value.code, refused.value.fields) == ("finalise_blocked", {"count": 1})
    assert (count(session, ResultsVersion), count(session, Award), count(session, AuditEntry)) == (0, 0, before)


def test_finalise_freezes_a_numbered_version_that_can_be_recomputed(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)

    bundle = results.bundle_of(version)
    awards = [(row.name, row.height, row.team_id) for row in version.awards]
    assert (version.number, version.sha256) == (1, bundle["sha256"])
    assert recompute(bundle, read_section(bundle)) == []
    assert [(row["team"], row["place"], row["total"]) for row in bundle["ranking"]] == [
        ("T01", "1", "17.50"),
        ("T02", "2", "12.50"),
    ]
    assert awards == [("I degree", 1, marked.t01.id), ("II degree", 2, marked.t02.id)]


def test_finalise_names_no_judge_in_the_bundle(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)

    sheets = results.bundle_of(version)["sheets"]

    assert {sheet["judge"] for sheet in sheets} == {"J1", "J2"}
    assert "cem" not in version.bundle
    assert "dana" not in version.bundle


def test_finalise_asks_for_a_reason_the_second_time(session: Session, marked: Cast) -> None:
    first = finalise(session, marked)

    with pytest.raises(DomainError) as refused:
        finalise(session, marked, reason=" ")

    assert refused.value.code == "reason_missing"
    second = finalise(session, marked, reason="Appeal of T02")
    assert (second.number, results.bundle_of(second)["previous"]) == (2, first.sha256)


def test_finalise_tells_what_a_second_version_changed(session: Session, marked: Cast) -> None:
    first = finalise(session, marked)
    for judge in ("cem", "dana"):
        set_mark(session, marked.sheets["T02", "P", judge], 10_000)

    second = finalise(session, marked, reason="Appeal of T02", confirmed=True)

    changed = results.changes(results.bundle_of(first), results.bundle_of(second))
    assert changed == [results.Changed("T02", ("2", "12.50", "II degree"), ("2", "16.25", "I degree"))]


def test_finalise_wants_an_empty_level_confirmed(session: Session, marked: Cast) -> None:
    set_rules(session, marked, [["award.absolute winner", "total>=20"]])

    with pytest.raises(DomainError) as refused:
        finalise(session, marked)

    assert refused.value.code == "finalise_unconfirmed"
    assert finalise(session, marked, confirmed=True).number == 1


def test_publish_takes_the_older_version_down(session: Session, marked: Cast) -> None:
    first = finalise(session, marked)
    results.publish(session, first, by=marked.ana)
    second = finalise(session, marked, reason="Appeal")

    results.publish(session, second, by=marked.ana)

    assert results.published(session, marked.section) is second
    assert first.unpublished_at is not None


def test_publish_refuses_an_older_version(session: Session, marked: Cast) -> None:
    first = finalise(session, marked)
    finalise(session, marked, reason="Appeal")

    with pytest.raises(DomainError) as refused:
        results.publish(session, first, by=marked.ana)

    assert refused.value.code == "results_not_newest"
    assert results.published(session, marked.section) is None


def test_unpublish_wants_a_reason_and_may_be_undone(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)
    results.publish(session, version, by=marked.ana)

    with pytest.raises(DomainError):
        results.unpublish(session, version, reason="", by=marked.ana)
    results.unpublish(session, version, reason="A sum is checked again", by=marked.ana)

    assert results.published(session, marked.section) is None
    results.publish(session, version, by=marked.ana)
    assert results.published(session, marked.section) is version


def test_finalise_freezes_the_row_in_the_database_too(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)
    session.commit()

    with pytest.raises(DatabaseError):
        session.execute(update(ResultsVersion).where(ResultsVersion.id == version.id).values(sha256="0" * 64))
    session.rollback()

    assert session.get_one(ResultsVersion, version.id).sha256 == results.bundle_of(version)["sha256"]


def test_finalise_survives_later_rules(session: Session, marked: Cast) -> None:
    version = finalise(session, marked)
    session.add(
        Rules(section_id=marked.section.id, number=9, rules='[["scale","percent"]]', created_at=version.finalised_at)
    )
    session.flush()

    bundle = results.bundle_of(version)

    assert recompute(bundle, read_section(bundle)) == []
