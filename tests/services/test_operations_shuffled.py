"""However a device's operations are repeated, reordered and cut into requests, each is applied once and the last value stands."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.models.score_sheet import Device, Mark, Operation
from tests.factories import Cast, make_device
from tests.services.test_operations import criterion_of, current, mark, send

pytestmark = pytest.mark.both_databases


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), count=st.integers(1, 12))
def test_apply_takes_every_operation_once_in_any_order(session: Session, cast: Cast, seed: int, count: int) -> None:
    rng = random.Random(seed)
    device = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http")
    sheet = cast.sheets["T01", "P", "cem"]
    cell = session.get(Mark, (sheet.id, criterion_of(sheet)))
    made, base = [], cell.operation_id if cell else None
    for seq in range(1, count + 1):
        made.append(mark(sheet, seq, 500 * rng.randrange(21), base=base))
        base = made[-1].id

    for _ in range(6):
        send(session, device, *rng.choices(made, k=rng.randint(1, count)))
    send(session, device, *made)

    stored = select(func.count()).select_from(Operation).where(Operation.device_id == device.id)
    assert session.scalar(stored) == count
    assert session.get_one(Device, device.id).last_seq == count
    assert (current(session, sheet).mark, current(session, sheet).operation_id) == (made[-1].value.mark, made[-1].id)
