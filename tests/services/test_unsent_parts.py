"""The parts of what was brought from devices: which are there, which are missing, and what they replace."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.models.score_sheet import Device
from olympiad.models.unsent_part import UnsentPart
from olympiad.services.marking import unsent_parts
from tests.factories import NOON, Cast, make_device, make_judge, make_section


@pytest.fixture
def phone(session: Session, cast: Cast) -> Device:
    return make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id)


def bring(
    session: Session,
    cast: Cast,
    device: Device,
    set_id: str,
    number: int,
    of: int,
    minutes: int = 0,
    replaced: str = "",
) -> None:
    session.add(
        UnsentPart(
            section_id=device.section_id, device_id=device.id, set_id=set_id, number=number, of=of, total=7, said=b"",
            replaced=replaced, user_id=cast.ana.id, at=NOON + timedelta(minutes=minutes),
        )
    )  # fmt: skip
    session.flush()


def listed(session: Session, cast: Cast) -> list[tuple[str, int, tuple[int, ...]]]:
    return [(one.judge, one.of, one.missing) for one in unsent_parts.sets_of(session, cast.section)]


def test_missing_parts_of_a_set_are_named_until_the_last_has_come(session: Session, cast: Cast, phone: Device) -> None:
    found = []
    for number in (3, 1, 2):
        bring(session, cast, phone, "a", number, 3)
        found += listed(session, cast)

    assert found == [("cem", 3, (1, 2)), ("cem", 3, (2,)), ("cem", 3, ())]


def test_a_set_says_how_much_it_holds_and_who_brought_it_last_and_when(
    session: Session, cast: Cast, phone: Device
) -> None:
    bring(session, cast, phone, "a", 1, 2)
    bring(session, cast, phone, "a", 2, 2, minutes=4)

    [one] = unsent_parts.sets_of(session, cast.section)

    assert (one.device_id, one.total, one.by, one.at) == (phone.id, 7, "Ana", NOON + timedelta(minutes=4))


def test_the_set_of_which_something_came_last_stands_first(session: Session, cast: Cast, phone: Device) -> None:
    tablet = make_device(session, cast.section, cast.dana, judge_id=cast.dana_judge.id)
    bring(session, cast, phone, "a", 1, 2)
    bring(session, cast, tablet, "b", 1, 1, minutes=1)
    before = listed(session, cast)

    bring(session, cast, phone, "a", 2, 2, minutes=2)

    assert before == [("dana", 1, ()), ("cem", 2, (2,))]
    assert listed(session, cast) == [("cem", 2, ()), ("dana", 1, ())]


def test_the_same_set_cut_into_other_parts_is_told_apart(session: Session, cast: Cast, phone: Device) -> None:
    """A device that shows smaller codes begins anew."""
    bring(session, cast, phone, "a", 1, 2)
    bring(session, cast, phone, "a", 1, 4, minutes=1)

    assert listed(session, cast) == [("cem", 4, (2, 3, 4)), ("cem", 2, (2,))]


def test_what_came_in_another_section_is_not_listed_and_a_nameless_judge_by_key(session: Session, cast: Cast) -> None:
    other = make_section(session, edition=cast.edition)
    for section, key in ((cast.section, "J7"), (other, "J8")):
        judge = make_judge(session, section, key=key, name="")
        bring(session, cast, make_device(session, section, cast.cem, judge_id=judge.id), "a", 1, 1)

    assert listed(session, cast) == [("J7", 1, ())]


def test_what_a_device_still_holds_in_vain_is_gathered_from_all_its_parts(
    session: Session, cast: Cast, phone: Device
) -> None:
    tablet = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id)
    bring(session, cast, phone, "a", 1, 2, replaced="one two")
    bring(session, cast, phone, "a", 2, 2)
    bring(session, cast, phone, "b", 1, 1, replaced="two three")
    bring(session, cast, tablet, "c", 1, 1, replaced="four")

    assert unsent_parts.replaced(session, phone.id) == {"one", "two", "three"}
    assert unsent_parts.replaced(session, "nobody") == frozenset()
