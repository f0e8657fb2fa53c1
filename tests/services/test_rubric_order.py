"""Criteria are moved up and down before marking; beyond the ends they stay."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.services.entry import rubric_order
from tests.factories import NOON, Cast, make_criterion


def order(session: Session, cast: Cast) -> list[str]:
    session.expire(cast.pipetting, ["criteria"])
    return [one.code for one in sorted(cast.pipetting.criteria, key=lambda one: one.position)]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [(-1, ["yield", "spilt", "tidy"]), (-2, ["spilt", "yield", "tidy"]), (-9, ["spilt", "yield", "tidy"]),
     (1, ["yield", "tidy", "spilt"]), (0, ["yield", "tidy", "spilt"])],
)  # fmt: skip
def test_the_last_of_three_moves(session: Session, cast: Cast, steps: int, expected: list[str]) -> None:
    make_criterion(session, cast.pipetting, code="tidy")
    last = make_criterion(session, cast.pipetting, code="spilt")
    session.refresh(cast.pipetting, ["criteria"])

    rubric_order.move(session, cast.section, cast.pipetting, last, steps, by=cast.ana)

    assert order(session, cast) == expected
    lines = session.scalars(select(AuditEntry.action).where(AuditEntry.action == "criteria.move")).all()
    assert bool(lines) is (expected != ["yield", "tidy", "spilt"])  # what stays is not on record


def test_after_the_first_mark_the_order_stays(session: Session, cast: Cast) -> None:
    last = make_criterion(session, cast.pipetting, code="tidy")
    session.refresh(cast.pipetting, ["criteria"])
    cast.section.marking_started_at = NOON

    with pytest.raises(DomainError, match="frozen"):
        rubric_order.move(session, cast.section, cast.pipetting, last, -1, by=cast.ana)

    assert order(session, cast) == ["yield", "tidy"]
