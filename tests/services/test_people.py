"""Inviting people and taking roles back."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.models.user import RoleMembership, User
from olympiad.services.people import accounts, people
from tests.factories import Cast, make_edition

SECRET = "s" * 32


def invite(session: Session, cast: Cast, email: str, role: Role = Role.CLERK) -> tuple[User, str | None]:
    return people.invite(session, cast.edition, None, name="Hira", email=email, role=role, secret=SECRET, by=cast.ana)


def test_invite_makes_an_account_with_a_link(session: Session, cast: Cast) -> None:
    user, token = invite(session, cast, "hira@sammu.uz")

    assert user.password is None
    assert token is not None
    assert accounts.find_reset_link(session, token, secret=SECRET) is not None


def test_invite_gives_somebody_known_a_further_role(session: Session, cast: Cast) -> None:
    first, _ = invite(session, cast, "hira@sammu.uz")
    accounts.change_password(session, first, "four blue litmus papers", by=first)

    second, token = invite(session, cast, "HIRA@sammu.uz", Role.ORGANIZER)

    assert second is first
    assert token is None


def test_invite_makes_no_link_for_whoever_has_roles_elsewhere(session: Session, cast: Cast) -> None:
    first, _ = people.invite(
        session,
        make_edition(session),
        None,
        name="Hira",
        email="hira@sammu.uz",
        role=Role.CLERK,
        secret=SECRET,
        by=cast.ana,
    )

    second, token = invite(session, cast, "hira@sammu.uz")

    assert (second, token) == (first, None)
    assert [person.reaches_beyond for person in people.people_of(session, cast.edition)] == [False, False, True]


def test_invite_twice_is_refused(session: Session, cast: Cast) -> None:
    invite(session, cast, "hira@sammu.uz")

    with pytest.raises(DomainError, match="role_held_already"):
        invite(session, cast, "hira@sammu.uz")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.JUDGE, Role.LEADER, Role.PARTICIPANT])
def test_invite_gives_no_role_of_cards_or_of_the_installation(session: Session, cast: Cast, role: Role) -> None:
    with pytest.raises(DomainError, match="role_not_invited"):
        invite(session, cast, "hira@sammu.uz", role)


def test_revoke_takes_the_role_and_ends_sessions(session: Session, cast: Cast) -> None:
    user, _ = invite(session, cast, "hira@sammu.uz")
    before = user.fs_uniquifier
    membership = session.scalars(select(RoleMembership).where(RoleMembership.user_id == user.id)).one()

    people.revoke(session, membership, by=cast.ana)

    assert session.scalars(select(RoleMembership).where(RoleMembership.user_id == user.id)).all() == []
    assert user.fs_uniquifier != before


def test_revoke_of_an_own_role_is_refused(session: Session, cast: Cast) -> None:
    membership = session.scalars(select(RoleMembership).where(RoleMembership.user_id == cast.ana.id)).one()

    with pytest.raises(DomainError, match="own_role_stays"):
        people.revoke(session, membership, by=cast.ana)


def test_membership_of_another_edition_is_not_found(session: Session, cast: Cast) -> None:
    membership = session.scalars(select(RoleMembership).where(RoleMembership.user_id == cast.ana.id)).one()

    assert people.membership_of(session, make_edition(session), membership.id) is None


def test_make_administrator_is_refused_the_second_time(session: Session) -> None:
    people.make_administrator(session, name="Adm", email="adm@sammu.uz", password="four blue litmus papers")

    with pytest.raises(DomainError, match="administrator_is_there"):
        people.make_administrator(session, name="Eve", email="eve@sammu.uz", password="four blue litmus papers")
