"""Double keying by accounts that may be one person: both signed in with the same browser from the same address."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from olympiad.models.keying import SecondKeying
from olympiad.models.score_sheet import Mark, Operation, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.user import SignIn, User


class SharedHands(NamedTuple):
    """Two accounts that keyed the same sheets, where their sign-ins do not tell them apart."""

    first: str
    second: str
    sheets: int
    address: str
    browser: str


def shared_hands(session: Session, section: Section) -> list[SharedHands]:
    """List the pairs of first and second keyers whose sign-ins share address and browser, by names.

    It is a risk and no proof: two clerks may share a laptop, or sit behind one address with laptops of one kind. Sign-ins
    are kept for a month.
    """
    first_user, second_user = aliased(User), aliased(User)
    first_in, second_in = aliased(SignIn), aliased(SignIn)
    query = (
        select(
            first_user.name,
            second_user.name,
            func.count(SecondKeying.sheet_id.distinct()),
            func.max(first_in.address),
            func.max(first_in.browser),
        )
        .select_from(SecondKeying)
        .join(ScoreSheet, ScoreSheet.id == SecondKeying.sheet_id)
        .join(Mark, (Mark.sheet_id == SecondKeying.sheet_id) & (Mark.criterion_id == SecondKeying.criterion_id))
        .join(Operation, Operation.id == Mark.operation_id)
        .join(first_user, first_user.id == Operation.user_id)
        .join(second_user, second_user.id == SecondKeying.user_id)
        .join(first_in, first_in.user_id == first_user.id)
        .join(second_in, second_in.user_id == second_user.id)
        .where(ScoreSheet.section_id == section.id, first_user.id != second_user.id, first_in.address != "")
        .where(first_in.address == second_in.address, first_in.browser == second_in.browser)
        .group_by(first_user.id, first_user.name, second_user.id, second_user.name)
        .order_by(first_user.name, second_user.name)
    )
    return [SharedHands(*row) for row in session.execute(query)]
