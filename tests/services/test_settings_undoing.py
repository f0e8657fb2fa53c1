"""What an undone version of the rules or change of an edition would put back, and when it is too late for it."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.rules import Rules
from olympiad.services.computing import rules
from olympiad.services.entry import settings_undoing
from olympiad.services.sections import editions, rule_versions
from tests.factories import Cast, make_edition

FIRST, SECOND = [("decimals", "3"), ("award.A", "place=1")], [("decimals", "1")]


def save(session: Session, cast: Cast, pairs: list[tuple[str, str]]) -> AuditEntry:
    present = rules.present(session, cast.section)
    assert present is not None
    rule_versions.save(session, cast.section, pairs, reason="", base=present.number, by=cast.ana)
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def change(session: Session, cast: Cast, **values: editions.Value) -> AuditEntry:
    editions.change_edition(session, cast.edition, {"slug": cast.edition.slug, **values}, by=cast.ana)
    return session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def lines(session: Session) -> int | None:
    return session.scalar(select(func.count(AuditEntry.id)))


def test_rules_are_restored_as_a_new_version_in_their_order(session: Session, cast: Cast) -> None:
    save(session, cast, FIRST)
    line = save(session, cast, SECOND)

    assert settings_undoing.rules_before(session, cast.section, line) == (FIRST, 3)
    settings_undoing.restore_rules(session, cast.section, line, reason="", by=cast.ana)

    row = session.scalars(select(Rules).order_by(Rules.number.desc()).limit(1)).one()
    assert (row.number, json.loads(row.rules)) == (4, [list(pair) for pair in FIRST])


def test_rules_that_were_saved_again_since_are_refused_with_the_version(session: Session, cast: Cast) -> None:
    older = save(session, cast, FIRST)
    save(session, cast, SECOND)
    before = lines(session)

    with pytest.raises(DomainError, match="undo_changed") as refused:
        settings_undoing.restore_rules(session, cast.section, older, reason="", by=cast.ana)

    assert refused.value.fields == {"found": "2"}
    assert (session.scalar(select(func.max(Rules.number))), lines(session)) == (3, before)


def test_an_edition_says_again_what_it_said_with_days_as_days(session: Session, cast: Cast) -> None:
    change(session, cast, name="Samarkand 2026", starts_on=date(2026, 12, 5))
    line = change(session, cast, name="Wrong", starts_on=date(2027, 1, 1))

    assert settings_undoing.edition_before(cast.edition, line) == {
        "name": "Samarkand 2026", "starts_on": date(2026, 12, 5),
    }  # fmt: skip
    settings_undoing.restore_edition(session, cast.edition, line, by=cast.ana)

    assert (cast.edition.name, cast.edition.starts_on) == ("Samarkand 2026", date(2026, 12, 5))
    undone, changed = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()[::-1]
    assert (undone.action, json.loads(undone.content)["after"]) == ("undoing.apply", {"seq": line.seq})
    assert (changed.action, changed.subject) == ("editions.change", f"edition:{cast.edition.id}")


def test_a_day_that_was_not_said_is_empty_again(session: Session, cast: Cast) -> None:
    line = change(session, cast, starts_on=date(2026, 12, 5))

    settings_undoing.restore_edition(session, cast.edition, line, by=cast.ana)

    assert cast.edition.starts_on is None


def test_only_what_still_differs_is_put_back(session: Session, cast: Cast) -> None:
    name = cast.edition.name
    line = change(session, cast, name="Wrong", city="Buxoro")
    change(session, cast, name=name)

    assert settings_undoing.edition_before(cast.edition, line) == {"city": ""}


def test_an_edition_that_was_changed_again_is_refused_by_name(session: Session, cast: Cast) -> None:
    line = change(session, cast, name="Wrong")
    change(session, cast, name="Third")
    before = lines(session)

    with pytest.raises(DomainError, match="undo_changed") as refused:
        settings_undoing.restore_edition(session, cast.edition, line, by=cast.ana)

    assert refused.value.fields == {"found": "name"}
    assert (cast.edition.name, lines(session)) == ("Third", before)


def test_a_change_is_undone_once(session: Session, cast: Cast) -> None:
    line = change(session, cast, name="Wrong")
    settings_undoing.restore_edition(session, cast.edition, line, by=cast.ana)
    before = lines(session)

    with pytest.raises(DomainError, match="undo_done"):
        settings_undoing.restore_edition(session, cast.edition, line, by=cast.ana)

    assert lines(session) == before


def test_the_page_offers_the_latest_changes_of_this_edition_alone(session: Session, cast: Cast) -> None:
    made = [change(session, cast, name=f"Name {number}") for number in range(settings_undoing.LATEST + 1)]
    other = make_edition(session)
    editions.change_edition(session, other, {"slug": other.slug, "name": "Other"}, by=cast.ana)
    foreign = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()

    assert settings_undoing.changes_of(session, cast.edition) == made[:0:-1]
    assert settings_undoing.find_change(session, cast.edition, made[0].seq) is made[0]
    assert settings_undoing.find_change(session, cast.edition, foreign.seq) is None
