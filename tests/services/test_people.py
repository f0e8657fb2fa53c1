"""Inviting people and taking roles back."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.models.user import RoleMembership, User
from olympiad.services.people import access, accounts, people
from tests.factories import Cast, make_edition

pytestmark = pytest.mark.both_databases

SECRET = "s" * 32


def invite(session: Session, cast: Cast, email: str, role: Role = Role.CLERK) -> tuple[User, str]:
    return people.invite(session, cast.edition, None, name="Hira", email=email, role=role, secret=SECRET, by=cast.ana)


def test_invite_makes_an_account_with_a_link(session: Session, cast: Cast) -> None:
    user, token = invite(session, cast, "hira@sammu.uz")

    assert user.password is None
    assert token is not None
    assert accounts.find_reset_link(session, token, secret=SECRET) is not None


def roles_of(session: Session, user: User) -> set[Role]:
    return {grant.role for grant in access.grants_of(session, user.id)}


def use(session: Session, token: str, password: str) -> bool:
    found = accounts.find_reset_link(session, token, secret=SECRET)
    return found is not None and people.use_link(session, *found, password)


def test_a_role_counts_once_its_link_is_used(session: Session, cast: Cast) -> None:
    user, token = invite(session, cast, "hira@sammu.uz")
    before = roles_of(session, user)

    use(session, token, "four blue litmus papers")

    assert (before, roles_of(session, user)) == (set(), {Role.CLERK})


def test_a_further_role_voids_links_and_asks_for_the_password(session: Session, cast: Cast) -> None:
    user, first = invite(session, cast, "hira@sammu.uz")
    use(session, first, "four blue litmus papers")
    reset = accounts.make_reset_link(session, user, secret=SECRET, by=cast.ana)

    second, token = invite(session, cast, "HIRA@sammu.uz", Role.ORGANIZER)

    assert second is user
    assert accounts.find_reset_link(session, reset, secret=SECRET) is None
    found = accounts.find_reset_link(session, token, secret=SECRET)
    assert found is not None
    assert people.proof_asked(session, *found) == people.Proof.PASSWORD
    assert roles_of(session, user) == {Role.CLERK}


def test_a_link_of_another_edition_accepts_nothing_here(session: Session, cast: Cast) -> None:
    """H2, all variants: A invites and keeps the link, B gives the role, A uses the kept link."""
    elsewhere = make_edition(session)
    user, kept = people.invite(
        session, elsewhere, None, name="Rector", email="rector@uni.uz", role=Role.CLERK, secret=SECRET, by=cast.ben
    )
    invite(session, cast, "rector@uni.uz", Role.ORGANIZER)

    assert not use(session, kept, "known to the first one alone")
    assert roles_of(session, user) == set()


def test_nobody_follows_with_the_password_that_was_known_before(session: Session, cast: Cast) -> None:
    elsewhere = make_edition(session)
    user, first = people.invite(
        session, elsewhere, None, name="Rector", email="rector@uni.uz", role=Role.CLERK, secret=SECRET, by=cast.ben
    )
    use(session, first, "known to the first one alone")
    signed_in = user.fs_uniquifier
    _, token = invite(session, cast, "rector@uni.uz", Role.ORGANIZER)

    use(session, token, "known to the rector alone")

    assert roles_of(session, user) == {Role.CLERK, Role.ORGANIZER}
    assert user.fs_uniquifier != signed_in


def test_an_organizer_makes_links_for_the_own_roles_alone(session: Session, cast: Cast) -> None:
    chief = session.scalars(select(RoleMembership).where(RoleMembership.role == "chief_judge")).one()
    _, token = invite(session, cast, "hira@sammu.uz")
    use(session, token, "four blue litmus papers")
    clerk = session.scalars(select(RoleMembership).where(RoleMembership.role == "clerk")).one()

    asked = [people.needs_administrator(session, one, cast.edition) for one in (chief, clerk)]

    assert asked == [True, False]


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
