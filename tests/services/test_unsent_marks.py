"""Bringing in by file or picture what a device could not send: once, in any order, whatever the device sends later."""

import secrets
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.domain.operations import Operation
from olympiad.models.score_sheet import Device
from olympiad.models.score_sheet import Operation as OperationRow
from olympiad.services.marking import devices, operations, unsent_marks, unsent_parts
from tests.factories import Cast, make_section
from tests.services.test_operations import current, mark, submission
from tests.unsent import encoded, packet


class Phone:
    """A device with its token, as the server knows it and as it sends."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.cast = session, cast
        self.device, self.token = devices.enrol(
            session, cast.section, cast.cem_judge, level="http", label="", app_version="", card_id=None, by=cast.cem
        )

    def send(self, *sent: Operation) -> list[tuple[str, str]]:
        (sender,) = devices.senders_of(self.session, [self.token])
        assert sender is not None
        answers = operations.apply(self.session, sender, sent, by=sender.user_id)
        self.session.expire_all()
        return [(str(answer.outcome), answer.code) for answer in answers]

    def bring(self, *operations: bytes, **given: object) -> unsent_marks.Brought:
        sealed = packet(self.token, *operations, **given)  # type: ignore[arg-type]
        brought = unsent_marks.bring(self.session, self.cast.section, sealed, by=self.cast.ana)
        self.session.expire_all()
        return brought


@pytest.fixture
def phone(session: Session, cast: Cast) -> Phone:
    return Phone(session, cast)


def kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(OperationRow)) or 0


def test_bring_applies_once_and_the_phone_gets_the_first_answer(session: Session, cast: Cast, phone: Phone) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    first = mark(sheet, 1, 7500)

    brought = phone.bring(encoded(first))
    again = phone.bring(encoded(first))
    later = phone.send(first)

    assert (brought.outcomes, again.outcomes, later) == ({"applied": 1}, {}, [("applied", "")])
    assert (current(session, sheet).mark, kept(session)) == (7500, 1)


def test_a_phone_that_comes_back_never_puts_an_older_mark_over_the_brought_one(
    session: Session, cast: Cast, phone: Phone
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    one = mark(sheet, 1, 5000)
    two = replace(mark(sheet, 2, 6000), base=one.id)
    three = replace(mark(sheet, 3, 7000), base=two.id)
    phone.bring(encoded(three, over=[one.id, two.id]))

    first = phone.send(one, two, three)
    pending = [replace(operation, seq=2 + step) for step, operation in enumerate((one, two))]
    second = phone.send(*pending, replace(mark(sheet, 4, 8000), base=three.id))

    assert first == [("again", "sequence_taken"), ("again", "sequence_gap"), ("applied", "")]
    assert second == [("applied", "replaced"), ("applied", "replaced"), ("applied", "")]
    assert (current(session, sheet).mark, kept(session)) == (8000, 4)


def test_nothing_is_taken_after_a_number_that_does_not_fit(session: Session, cast: Cast, phone: Phone) -> None:
    sheet, other = cast.sheets["T01", "P", "cem"], cast.sheets["T02", "P", "cem"]
    phone.send(mark(other, 1, 5000))

    answers = phone.send(mark(sheet, 1, 5000), mark(sheet, 2, 6000))

    assert answers == [("again", "sequence_taken"), ("again", "sequence_gap")]


def test_bring_sees_a_conflict_with_another_device(session: Session, cast: Cast, phone: Phone) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    tablet = Phone(session, cast)
    seen = mark(sheet, 1, 1000)
    tablet.send(seen)
    one = mark(sheet, 1, 5000, base=seen.id)
    two = mark(sheet, 2, 6000, base=one.id)
    unseen = phone.bring(encoded(two, over=[one.id], root=seen.id), set_id="00000001")
    tablet.send(mark(sheet, 2, 2000, base=seen.id))

    assert unseen.outcomes == {"applied": 1}
    assert (current(session, sheet).mark, bool(current(session, sheet).conflict_operation_id)) == (6000, True)


def test_bring_goes_on_from_what_was_brought_before(session: Session, cast: Cast, phone: Phone) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    chain = [mark(sheet, 1, 1000)]
    for points in (2000, 3000, 4000):
        chain.append(mark(sheet, len(chain) + 1, points, base=chain[-1].id))
    ids = [operation.id for operation in chain]
    phone.bring(encoded(chain[2], over=ids[:2]), set_id="00000001")

    later = phone.bring(encoded(chain[3], over=ids[:3]), set_id="00000002")
    earlier = phone.bring(encoded(chain[1], over=ids[:1]), set_id="00000003")

    assert (later.outcomes, earlier.outcomes) == ({"applied": 1}, {"applied": 1})
    assert (current(session, sheet).mark, current(session, sheet).conflict_operation_id) == (4000, None)


def test_bring_goes_on_from_what_was_brought_and_answered(session: Session, cast: Cast, phone: Phone) -> None:
    """The phone learned that the third is there, while the first two still wait on it."""
    sheet = cast.sheets["T01", "P", "cem"]
    one = mark(sheet, 1, 1000)
    two = mark(sheet, 2, 2000, base=one.id)
    three = mark(sheet, 3, 3000, base=two.id)
    phone.bring(encoded(three, over=[one.id, two.id]), set_id="00000001")
    four = mark(sheet, 4, 4000, base=three.id)
    five = mark(sheet, 5, 5000, base=four.id)

    brought = phone.bring(encoded(five, over=[one.id, two.id, four.id], root=three.id), set_id="00000002")

    assert (brought.outcomes, current(session, sheet).mark) == ({"applied": 1}, 5000)


def test_what_a_refused_value_would_have_replaced_is_decided_by_itself(
    session: Session, cast: Cast, phone: Phone
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    one = mark(sheet, 1, 1000)
    beyond = mark(sheet, 2, 99_000, base=one.id)

    brought = phone.bring(encoded(beyond, over=[one.id]))
    answers = phone.send(replace(one, seq=2))

    assert (brought.outcomes, answers, current(session, sheet).mark) == ({"refused": 1}, [("applied", "")], 1000)


def test_a_submission_waits_for_all_parts(session: Session, cast: Cast, phone: Phone) -> None:
    sheet = cast.sheets["T01", "P", "cem"]

    first = phone.bring(encoded(submission(sheet, 2)), part=2, of=2, total=2)
    state = (first.missing, first.outcomes, sheet.state, phone.device.waiting)
    last = phone.bring(encoded(mark(sheet, 1, 7500)), part=1, of=2, total=2)

    assert state == ((1,), {}, "not_started", 1)
    assert (last.missing, sheet.state, phone.device.waiting) == ((), "submitted", 0)
    assert [one.missing for one in unsent_parts.sets_of(session, cast.section)] == [()]


def test_a_long_note_comes_in_fragments(session: Session, cast: Cast, phone: Phone) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    whole = encoded(mark(sheet, 1, 7500, note="ж" * 300))
    operation_id = whole[1:17]
    halves = [
        bytes([3]) + operation_id + bytes([at, 2]) + bytes([len(half) % 128 + 128, len(half) // 128]) + half
        for at, half in enumerate((whole[:300], whole[300:]))
    ]

    first = phone.bring(halves[1], part=2, of=2, total=1)
    phone.bring(halves[0], part=1, of=2, total=1)

    assert first.outcomes == {}
    assert current(session, sheet).note == "ж" * 300


def test_a_device_that_was_not_renewed_brings_a_long_day_as_one_packet(
    session: Session, cast: Cast, phone: Phone
) -> None:
    sheet, marks = cast.sheets["T01", "P", "cem"], []
    for seq in range(1, 61):
        marks.append(mark(sheet, seq, 500 * (seq % 21), note="ж" * 900, base=marks[-1].id if marks else None))

    brought = phone.bring(*map(encoded, marks))

    assert brought.outcomes == {"applied": 60}
    assert (current(session, sheet).mark, kept(session)) == (9000, 60)


def test_what_a_revoked_device_holds_goes_to_quarantine(session: Session, cast: Cast, phone: Phone) -> None:
    devices.revoke(session, phone.device, reason="stolen", by=cast.ana)

    brought = phone.bring(encoded(mark(cast.sheets["T01", "P", "cem"], 1, 7500)))

    assert brought.outcomes == {"quarantined": 1}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), "packet_not_authentic"),
        (lambda sealed: sealed[:25] + bytes([sealed[25] ^ 1]) + sealed[26:], "packet_not_authentic"),
        (lambda sealed: sealed[:4] + secrets.token_bytes(16) + sealed[20:], "packet_of_another_section"),
        (lambda _sealed: b"https://example.org/a-code-of-something-else", "packet_unknown"),
        (lambda sealed: sealed[:30], "packet_unknown"),
    ],
)
def test_bring_refuses_what_is_not_authentic(
    session: Session, cast: Cast, phone: Phone, spoil: object, code: str
) -> None:
    sealed = packet(phone.token, encoded(mark(cast.sheets["T01", "P", "cem"], 1, 7500)))

    with pytest.raises(DomainError) as refused:
        unsent_marks.bring(session, cast.section, spoil(sealed), by=cast.ana)  # type: ignore[operator]

    assert (refused.value.code, kept(session)) == (code, 0)


def test_bring_refuses_a_device_of_another_section(session: Session, cast: Cast, phone: Phone) -> None:
    elsewhere = make_section(session, edition=cast.edition)

    with pytest.raises(DomainError) as refused:
        unsent_marks.bring(
            session, elsewhere, packet(phone.token, encoded(mark(cast.sheets["T01", "P", "cem"], 1, 7500))), by=cast.ana
        )

    assert (refused.value.code, session.get_one(Device, phone.device.id).last_seq) == ("packet_of_another_section", 0)
