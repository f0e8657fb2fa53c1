"""Two accounts that keyed the same sheet are named where browser and address of their sign-ins are the same."""

import pytest
from sqlalchemy.orm import Session

from olympiad.models.keying import SecondKeying
from olympiad.models.user import SignIn, User
from olympiad.services.marking import keying
from olympiad.services.marking.keying import Typed
from olympiad.services.marking.keying_hands import SharedHands, shared_hands
from tests.factories import NOON, Cast, make_user

FIREFOX, CHROME = "Firefox on Linux", "Chrome on Android"


def sign_in(session: Session, user: User, browser: str, address: str) -> None:
    key = f"{user.id:060d}{len(session.new):04d}"
    session.add(
        SignIn(user_id=user.id, session_hash=key, token_hash="", began_at=NOON, browser=browser, address=address)
    )
    session.flush()


@pytest.fixture
def keyed(session: Session, cast: Cast) -> tuple[User, User]:
    """Zulfiya keyed the sheet of T01, Umida keyed it a second time."""
    first, second = make_user(session, "zulfiya"), make_user(session, "umida")
    grid = keying.load(session, cast.section, cast.pipetting, cast.cem_judge, by=first)
    row = next(row for row in grid.rows if row.team.key == "T01")
    (cell,) = row.cells
    keying.save(session, grid, {(row.sheet.id, cell.criterion.id): Typed("7.5", cell.base)}, by=first)
    value = '{"mark":7500,"state":"marked"}'
    session.add(
        SecondKeying(sheet_id=row.sheet.id, criterion_id=cell.criterion.id, value=value, user_id=second.id, at=NOON)
    )
    session.flush()
    return first, second


def test_one_browser_at_one_address_may_be_one_person(session: Session, cast: Cast, keyed: tuple[User, User]) -> None:
    for user in keyed:
        sign_in(session, user, FIREFOX, "10.0.0.7")

    assert shared_hands(session, cast.section) == [SharedHands("Zulfiya", "Umida", 1, "10.0.0.7", FIREFOX)]


@pytest.mark.parametrize(
    ("browser", "address"),
    [(CHROME, "10.0.0.7"), (FIREFOX, "10.0.0.8"), (FIREFOX, "")],
    ids=["another browser", "another address", "address forgotten"],
)
def test_what_tells_two_accounts_apart_is_no_risk(
    session: Session, cast: Cast, keyed: tuple[User, User], browser: str, address: str
) -> None:
    first, second = keyed
    sign_in(session, first, FIREFOX, "10.0.0.7" if address else "")
    sign_in(session, second, browser, address)

    assert shared_hands(session, cast.section) == []
