"""The devices of a section as organizers see them: whose each is, what it holds, how long it was silent."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.models.score_sheet import Device
from olympiad.models.user import AccessCard
from olympiad.services.marking import device_board
from tests.factories import NOON, Cast, make_device, make_judge, make_section


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(device_board, "utc_now", lambda: NOON)
    return NOON


@pytest.fixture
def phone(session: Session, cast: Cast) -> Device:
    return make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="http", waiting=3)


def codes(session: Session, cast: Cast) -> list[tuple[str, object]]:
    return [(one.code, one.fields["count"]) for one in device_board.blockers(session, cast.section)]


def test_a_device_known_to_hold_marks_is_in_the_way(session: Session, cast: Cast, phone: Device) -> None:
    assert codes(session, cast) == [("blocker_device_waiting", 3)]


def test_a_practice_judges_device_is_not_in_the_way(session: Session, cast: Cast) -> None:
    learner = make_judge(session, cast.section, kind="practice")
    make_device(session, cast.section, cast.dana, judge_id=learner.id, level="http", waiting=3)

    assert codes(session, cast) == []


def test_the_pages_on_which_a_clerk_keys_are_the_clerks(session: Session, cast: Cast) -> None:
    make_device(session, cast.section, cast.ana, judge_id=cast.cem_judge.id, level="form")
    make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, level="form")

    assert sorted(line.judge for line in device_board.load(session, cast.section)) == ["Ana", "cem"]


def test_load_lists_those_with_unsent_marks_first(session: Session, cast: Cast, phone: Device) -> None:
    make_device(session, cast.section, cast.dana, judge_id=cast.dana_judge.id, level="https")
    shown = [(line.judge, line.state) for line in device_board.load(session, cast.section)]

    assert shown == [("cem", "waiting"), ("dana", "online")]


def line_of(session: Session, cast: Cast, device: Device) -> device_board.DeviceLine:
    return next(one for one in device_board.load(session, cast.section) if one.device is device)


@pytest.mark.both_databases
def test_devices_stand_by_need_then_plain_pages_then_the_closed_and_the_longest_unheard_first(
    session: Session, cast: Cast
) -> None:
    def device(label: str, minutes: int | None, **given: object) -> None:
        seen = None if minutes is None else NOON - timedelta(minutes=minutes)
        given = {"level": "https", "judge_id": cast.cem_judge.id} | given
        make_device(session, cast.section, cast.cem, label=label, last_seen_at=seen, **given)

    device("closed", 50, revoked_at=NOON)
    device("form", 60, level="form")
    device("new", 1)
    device("never", None)
    device("old", 9)
    device("waits", 2, waiting=1)
    device("excused", 3, waiting=1, excused_at=NOON)

    assert [one.device.label for one in device_board.load(session, cast.section)] == [
        "excused",
        "waits",
        "never",
        "old",
        "new",
        "closed",
        "form",
    ]


def test_a_device_of_another_section_is_not_listed(session: Session, cast: Cast) -> None:
    make_device(session, make_section(session, edition=cast.edition), cast.cem, waiting=3)

    assert (device_board.load(session, cast.section), codes(session, cast)) == ([], [])


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, "online"),
        ({"revoked_at": NOON}, "revoked"),
        ({"waiting": 2}, "waiting"),
        ({"waiting": 2, "revoked_at": NOON}, "waiting"),
        ({"waiting": 2, "excused_at": NOON}, "excused"),
        ({"excused_at": NOON}, "online"),
    ],
)
def test_the_state_says_first_that_marks_wait(
    session: Session, cast: Cast, given: dict[str, object], state: str
) -> None:
    device = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, **given)

    assert line_of(session, cast, device).state == state


def test_a_closed_card_closes_the_device_that_signed_in_with_it(session: Session, cast: Cast) -> None:
    card = AccessCard(user_id=cast.cem.id, section_id=cast.section.id, code_hash="x", made_at=NOON, revoked_at=NOON)
    session.add(card)
    session.flush()
    device = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, access_card_id=card.id)

    line = line_of(session, cast, device)

    assert (line.state, line.card_revoked_at) == ("revoked", NOON)


@pytest.mark.parametrize(("seconds", "is_silent"), [(None, True), (181, True), (180, False), (0, False)])
def test_a_device_is_silent_after_three_minutes_or_if_it_never_spoke(
    session: Session, cast: Cast, seconds: int | None, is_silent: bool
) -> None:
    seen = None if seconds is None else NOON - timedelta(seconds=seconds)
    device = make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, last_seen_at=seen)

    assert line_of(session, cast, device).is_silent is is_silent


def test_the_sheet_that_is_open_on_it_is_told_by_code_and_task(session: Session, cast: Cast) -> None:
    sheet = cast.sheets["T02", "G", "cem"]
    with_sheet, without = (
        make_device(session, cast.section, cast.cem, judge_id=cast.cem_judge.id, sheet_id=sheet_id)
        for sheet_id in (sheet.id, None)
    )

    told = [line_of(session, cast, device) for device in (with_sheet, without)]

    assert [(one.team, one.task) for one in told] == [(cast.t02.code, "G"), ("", "")]


def test_the_judges_name_or_key_is_told_and_of_nobodys_device_the_person(session: Session, cast: Cast) -> None:
    nameless = make_judge(session, cast.section, key="J9", name="")
    devices = [
        make_device(session, cast.section, cast.dana, judge_id=judge_id, level="https")
        for judge_id in (cast.cem_judge.id, nameless.id, None)
    ]

    assert [line_of(session, cast, device).judge for device in devices] == ["cem", "J9", "Dana"]


def test_a_device_without_judge_that_holds_marks_is_in_the_way(session: Session, cast: Cast) -> None:
    make_device(session, cast.section, cast.ana, waiting=2)

    assert codes(session, cast) == [("blocker_device_waiting", 2)]
