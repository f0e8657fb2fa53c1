"""Access cards: made in bulk, kept as hashes, closed by a new one."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.roles import Role
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.user import AccessCard, RoleMembership, SignInAttempt, User
from olympiad.services.people import access_cards
from olympiad.services.people.access_cards import MadeCard
from olympiad.services.people.accounts import TooManyAttemptsError
from olympiad.services.people.sign_in_attempts import Limit, Source, subject_of
from tests.factories import make_judge, make_participant, make_section, make_team, make_user

SECRET = "s" * 32
LIMIT = Limit(attempts=8, seconds=900)


@pytest.fixture
def section(session: Session) -> Section:
    """A section with cem who judges and eva who leads T01, both without accounts."""
    section = make_section(session)
    make_judge(session, section, key="cem", name="Cem")
    make_participant(session, make_team(session, section, key="T01"), name="Eva", role="leader")
    return section


def make_all(session: Session, section: Section) -> list[MadeCard]:
    people = access_cards.holders(session, section)
    by = make_user(session, "ana")
    return access_cards.make_cards(session, section, people, secret=SECRET, address="https://o.uz", by=by)


def sign_in(session: Session, typed: str, source: Source = Source("10.0.0.1", "here")) -> AccessCard | None:
    return access_cards.sign_in(session, typed, secret=SECRET, limit=LIMIT, source=source)


def test_make_cards_gives_accounts_and_roles(session: Session, section: Section) -> None:
    cards = make_all(session, section)

    assert [(card.name, card.role, card.place) for card in cards] == [
        ("Cem", Role.JUDGE, "cem"),
        ("Eva", Role.LEADER, "T01"),
    ]
    judge, eva = session.scalars(select(Judge)).one(), session.scalars(select(Participant)).one()
    held = session.execute(select(RoleMembership.user_id, RoleMembership.role, RoleMembership.team_id)).all()
    assert held == [(judge.user_id, "judge", None), (eva.user_id, "leader", eva.team_id)]


def test_make_cards_keeps_hashes_only(session: Session, section: Section) -> None:
    card = make_all(session, section)[0]

    assert card.url == f"https://o.uz/card/{card.code}"
    assert card.code not in session.scalars(select(AccessCard.code_hash)).all()


def test_a_new_card_closes_the_one_before(session: Session, section: Section) -> None:
    first = make_all(session, section)[0]
    user = session.get_one(User, session.scalars(select(Judge.user_id)).one())
    before = user.fs_uniquifier

    second = make_all(session, section)[0]

    assert sign_in(session, first.code) is None
    assert sign_in(session, second.code) is not None
    assert user.fs_uniquifier != before
    assert len(session.scalars(select(RoleMembership)).all()) == 2


@pytest.mark.parametrize("change", [str, str.lower, access_cards.grouped, lambda code: f" {code[:5]} {code[5:]} "])
def test_sign_in_forgives_how_a_code_is_typed(session: Session, section: Section, change) -> None:
    card = make_all(session, section)[0]

    found = sign_in(session, change(card.code))

    assert found is not None
    assert found.id == card.card_id


def test_read_code_takes_cyrillic_twins() -> None:
    assert access_cards.read_code("асе-4 хк") == "ACE4XK"


def test_codes_have_no_look_alikes() -> None:
    assert not set("01BILOSUVZ258") & set(access_cards.ALPHABET)
    assert len(access_cards.draw_code()) == 10


def test_revoke_closes_card_and_sessions(session: Session, section: Section) -> None:
    made = make_all(session, section)[0]
    card = session.get_one(AccessCard, made.card_id)
    user = session.get_one(User, card.user_id)
    before = user.fs_uniquifier

    access_cards.revoke(session, card, "lost", by=make_user(session, "ana"))

    assert sign_in(session, made.code) is None
    assert user.fs_uniquifier != before


def test_sign_in_closes_a_code_that_fails_too_often(session: Session, section: Section) -> None:
    for _ in range(LIMIT.attempts):
        assert sign_in(session, "ACDEFGHJKM") is None

    with pytest.raises(TooManyAttemptsError):
        sign_in(session, "acde-fgh-jkm")


def test_sign_in_slows_a_browser_that_guesses_and_no_other(session: Session, section: Section) -> None:
    for number in range(LIMIT.attempts):
        sign_in(session, f"GUESS{number}", source=Source("10.0.0.9", "a"))
    card = make_all(session, section)[0]

    with pytest.raises(TooManyAttemptsError):
        sign_in(session, card.code, source=Source("10.0.0.9", "a"))
    assert sign_in(session, card.code, source=Source("10.0.0.9", "b")) is not None


def test_a_flood_from_the_halls_address_closes_only_browsers_that_nobody_signed_in_with(
    session: Session, section: Section
) -> None:
    subject = subject_of(SECRET, "address", "10.0.0.9")
    session.add_all(SignInAttempt(subject=subject, at=utc_now()) for _ in range(access_cards.ADDRESS_LIMIT.attempts))
    card = make_all(session, section)[0]

    with pytest.raises(TooManyAttemptsError):
        sign_in(session, card.code, source=Source("10.0.0.9", "new"))
    assert sign_in(session, card.code, source=Source("10.0.0.9", "known", is_known=True)) is not None


def test_printable_gives_only_valid_cards_of_the_section(session: Session, section: Section) -> None:
    first = make_all(session, section)
    second = make_all(session, section)
    codes = [card.code for card in first + second]

    found = access_cards.printable(session, section, codes, secret=SECRET, address="https://o.uz")

    assert found == second
    assert access_cards.printable(session, make_section(session), codes, secret=SECRET, address="") == []
