"""Confirming the sums at award borders: once by each person, of sums that were seen, and by somebody else than finalises."""

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.blockers import Blocker
from olympiad.domain.borders import Border
from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.results_version import BorderConfirmation
from olympiad.models.user import ResetLink, User
from olympiad.services.results import border_confirmations
from tests.factories import NOON, Cast, make_section

GOLD, SILVER = Border("Gold", (), "a" * 64), Border("Silver", (), "b" * 64)


def confirm(session: Session, cast: Cast, border: Border, by: User, seen: str = "") -> BorderConfirmation:
    return border_confirmations.confirm(session, cast.section, border, fingerprint=seen or border.fingerprint, by=by)


def own(session: Session, cast: Cast, by: User | None, *borders: Border) -> list[tuple[str, object]]:
    found = border_confirmations.own(session, cast.section, borders or (GOLD, SILVER), by=by)
    return [(one.code, one.fields["award"]) for one in found]


def test_a_confirmation_is_on_record_with_the_sums_that_were_seen(session: Session, cast: Cast) -> None:
    row = confirm(session, cast, GOLD, cast.ben)

    line = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (row.award, row.fingerprint, row.user_id) == ("Gold", GOLD.fingerprint, cast.ben.id)
    assert (line.action, line.subject, line.user_id) == (
        "border_confirmations.confirm", f"border_confirmation:{row.id}", cast.ben.id,
    )  # fmt: skip
    assert json.loads(line.content)["after"] == {"award": "Gold", "sums": GOLD.fingerprint}


@pytest.mark.parametrize(("seen", "code"), [("f" * 64, "border_changed"), (GOLD.fingerprint, "border_confirmed")])
def test_other_sums_and_a_second_confirmation_of_one_person_are_refused(
    session: Session, cast: Cast, seen: str, code: str
) -> None:
    confirm(session, cast, GOLD, cast.ben)
    before = session.scalar(select(func.count(AuditEntry.id)))

    with pytest.raises(DomainError, match=code) as refused:
        confirm(session, cast, GOLD, cast.ben, seen)

    assert refused.value.fields == {"award": "Gold"}
    assert session.scalar(select(func.count(BorderConfirmation.id))) == 1
    assert session.scalar(select(func.count(AuditEntry.id))) == before


def test_several_people_may_confirm_the_same_sums(session: Session, cast: Cast) -> None:
    made = [confirm(session, cast, GOLD, by) for by in (cast.ben, cast.ana)]

    assert border_confirmations.of_section(session, cast.section) == {GOLD.fingerprint: made}
    assert border_confirmations.of_section(session, make_section(session)) == {}


def test_borders_that_nobody_confirmed_as_they_are_now_are_in_the_way(session: Session, cast: Cast) -> None:
    confirm(session, cast, GOLD, cast.ben)
    moved = Border("Gold", (), "c" * 64)

    found = border_confirmations.blockers(session, cast.section, [GOLD, moved, SILVER])

    assert found == [Blocker("blocker_border_unconfirmed", {"award": award}) for award in ("Gold", "Silver")]


def test_whoever_alone_has_confirmed_does_not_finalise(session: Session, cast: Cast) -> None:
    confirm(session, cast, GOLD, cast.ana)
    assert own(session, cast, cast.ana) == [("border_confirmed_by_same", "Gold")]
    assert (own(session, cast, cast.ben), own(session, cast, None)) == ([], [])
    with pytest.raises(DomainError, match="border_confirmed_by_same"):
        border_confirmations.refuse_own(session, cast.section, [SILVER, GOLD], by=cast.ana)

    confirm(session, cast, GOLD, cast.ben)

    assert own(session, cast, cast.ana) == []
    border_confirmations.refuse_own(session, cast.section, [SILVER, GOLD], by=cast.ana)


def test_an_account_that_the_finaliser_opened_is_no_second_person(session: Session, cast: Cast) -> None:
    confirm(session, cast, GOLD, cast.ben)
    confirm(session, cast, SILVER, cast.ana)
    confirm(session, cast, SILVER, cast.ben)
    session.add(ResetLink(token_hash="0" * 64, user_id=cast.ben.id, made_by_id=cast.ana.id, made_at=NOON, expires_at=NOON,
                          used_at=utc_now()))  # fmt: skip
    session.flush()

    assert own(session, cast, cast.ana) == [
        ("border_confirmed_by_link", "Gold"),
        ("border_confirmed_by_link", "Silver"),
    ]
    assert own(session, cast, cast.admin) == []
    confirm(session, cast, GOLD, cast.admin)
    assert own(session, cast, cast.ana, GOLD) == []
