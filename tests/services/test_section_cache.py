"""The kept section: what a page computes from what is kept equals what it would compute from everything, after any changes."""

import random
import secrets
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from olympiad import db
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.choices import MarkState
from olympiad.domain.errors import DomainError
from olympiad.domain.evidence import gather
from olympiad.domain.operations import Kind, Operation, Value
from olympiad.domain.ranking import rank, rank_evidence
from olympiad.models.judge import Judge
from olympiad.models.score_sheet import Device, Mark, ScoreSheet
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.services.computing import section_cache, section_values, sheet_loading
from olympiad.services.marking import devices, operations, score_sheets
from olympiad.services.record import audit
from tests.factories import Cast, make_device, make_judge, make_score_sheet, make_section

pytestmark = pytest.mark.both_databases


@pytest.fixture
def phones(session: Session, cast: Cast) -> dict[int, Device]:
    return {
        judge.id: make_device(session, cast.section, user, judge_id=judge.id, level="http")
        for user, judge in ((cast.cem, cast.cem_judge), (cast.dana, cast.dana_judge))
    }


class Day:
    """Random deeds in a section."""

    def __init__(self, session: Session, cast: Cast, phones: dict[int, Device], seed: int) -> None:
        self.session, self.cast, self.phones, self.rng = session, cast, phones, random.Random(seed)

    def do(self) -> None:
        deeds: list[tuple[int, Callable[[], None]]] = [
            (6, self.mark), (3, partial(self.mark, whole=True)), (2, self.send_back), (1, self.void), (1, self.rename),
        ]  # fmt: skip
        (deed,) = self.rng.choices([one for _, one in deeds], [weight for weight, _ in deeds])
        try:
            with self.session.begin_nested():
                deed()
        except DomainError:
            pass  # a refused deed changes nothing
        self.session.expire_all()

    def sheet(self) -> ScoreSheet:
        return self.rng.choice(
            self.session.scalars(
                select(ScoreSheet).order_by(
                    ScoreSheet.team_id, ScoreSheet.task_id, ScoreSheet.judge_id, ScoreSheet.attempt
                )
            ).all()
        )

    def mark(self, *, whole: bool = False) -> None:
        sheet = self.sheet()
        phone = self.phones[sheet.judge_id]
        chosen = list(sheet.task.criteria) if whole else [self.rng.choice(sheet.task.criteria)]
        made = [
            Operation(
                secrets.token_hex(16), phone.last_seq + step, sheet.id, Kind.MARK, 1, one.id, self._standing(sheet, one.id),
                self.rng.choice([Value(MarkState.MARKED, 500 * self.rng.randrange(2)), Value(MarkState.NOT_ASSESSED, note="x")]),
            )
            for step, one in enumerate(chosen, 1)
        ]  # fmt: skip
        if whole:
            made.append(Operation(secrets.token_hex(16), phone.last_seq + len(made) + 1, sheet.id, Kind.SUBMIT, 1))
        sender = devices.Sender(phone.id, phone.section_id, phone.user_id, phone.judge_id, phone.last_seq)
        operations.apply(self.session, sender, made, by=phone.user_id)
        self.session.expire_all()  # the device's last number is counted in the table

    def _standing(self, sheet: ScoreSheet, criterion_id: int) -> str | None:
        mark = self.session.get(Mark, (sheet.id, criterion_id))
        return mark.operation_id if mark else None

    def send_back(self) -> None:
        score_sheets.return_to_judge(self.session, self.sheet(), reason="again", by=self.cast.ben)

    def void(self) -> None:
        score_sheets.void(self.session, self.sheet(), reason="broken", by=self.cast.ben)

    def rename(self) -> None:
        team = self.rng.choice(self.session.scalars(select(Team).where(Team.section_id == self.cast.section.id)).all())
        team.name = secrets.token_hex(4)


@pytest.mark.parametrize("seed", range(4))
def test_load_equals_loading_everything_after_any_deeds(
    session: Session, cast: Cast, phones: dict[int, Device], seed: int
) -> None:
    day = Day(session, cast, phones, seed)
    kept = section_cache.Provisional()

    for _ in range(12):
        for _ in range(day.rng.randint(0, 3)):
            day.do()
        value, whole = kept.load(session, cast.section), section_values.load(session, cast.section)

        assert value == whole
        assert rank_evidence(gather(value), kept.marks) == rank(whole)


def test_load_reads_only_the_sheet_that_was_marked(
    session: Session, cast: Cast, phones: dict[int, Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, read = section_cache.Provisional(), []
    day = Day(session, cast, phones, 1)
    day.mark()
    kept.load(session, cast.section)
    whole = sheet_loading.load
    monkeypatch.setattr(sheet_loading, "load", lambda *given, only=None: read.append(only) or whole(*given, only))

    kept.load(session, cast.section)
    day.mark()
    kept.load(session, cast.section)

    assert [len(only) for only in read] == [1]


def test_load_reads_everything_after_a_deed_that_names_no_sheet(session: Session, cast: Cast) -> None:
    kept = section_cache.Provisional()
    audit.record(session, "section.begin", "section:1", by=cast.ana, section=cast.section)
    kept.load(session, cast.section)

    session.execute(update(ScoreSheet).values(state="void"))
    audit.record(session, "section.end", "section:1", by=cast.ana, section=cast.section)

    assert kept.load(session, cast.section).sheets == ()


def test_of_knows_each_section_by_itself(session: Session, cast: Cast) -> None:
    other = Section(edition_id=cast.edition.id, slug="other", title="O", code="O", created_at=cast.section.created_at)
    session.add(other)
    session.flush()

    known = section_cache.of(session, cast.section)

    assert known is section_cache.of(session, cast.section)
    assert known is not section_cache.of(session, other)
    assert section_cache.of(session, other).load(session, other).teams == ()


def test_load_notices_another_key_of_a_judge(session: Session, cast: Cast, phones: dict[int, Device]) -> None:
    kept = section_cache.Provisional()
    Day(session, cast, phones, 1).mark()
    kept.load(session, cast.section)

    session.execute(update(Judge).where(Judge.id == cast.cem_judge.id).values(key="cem2"))

    assert kept.load(session, cast.section) == section_values.load(session, cast.section)


def after(
    session: Session, cast: Cast, kept: section_cache.Provisional, monkeypatch: pytest.MonkeyPatch
) -> list[object]:
    """Load what is kept, which must equal everything; return which sheets were read for it, None being all."""
    read: list[object] = []
    whole = sheet_loading.load
    with monkeypatch.context() as patched:
        patched.setattr(sheet_loading, "load", lambda *given, only=None: read.append(only) or whole(*given, only))
        value = kept.load(session, cast.section)
    assert value == section_values.load(session, cast.section)
    return read


@pytest.fixture
def kept(session: Session, cast: Cast) -> section_cache.Provisional:
    """The section as it stands after a first line of the record."""
    audit.record(session, AuditAction.RULES_SAVE, "section:1", by=cast.ana, section=cast.section)
    found = section_cache.Provisional()
    found.load(session, cast.section)
    return found


def test_a_deed_of_one_sheet_has_that_sheet_read(
    session: Session, cast: Cast, kept: section_cache.Provisional, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    sheet.state = "submitted"
    audit.record(session, AuditAction.SCORE_SHEETS_SUBMIT, f"score_sheet:{sheet.id}", by=cast.cem, section=cast.section)

    assert after(session, cast, kept, monkeypatch) == [{sheet.id}]
    assert after(session, cast, kept, monkeypatch) == []


@pytest.mark.parametrize("change", ["void", "new", "many", "another record"])
def test_everything_is_read_where_single_sheets_cannot_tell(
    session: Session, cast: Cast, kept: section_cache.Provisional, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    sheet = cast.sheets["T01", "P", "cem"]
    if change == "void":
        sheet.state = "void"
    elif change == "new":
        sheet = make_score_sheet(session, cast.t01, cast.pipetting, make_judge(session, cast.section))
        kept.load(session, cast.section)
        kept._sheets[1].values.pop(sheet.id)
    elif change == "many":
        monkeypatch.setattr(section_cache, "MOST_CHANGED", 0)
    audit.record(session, AuditAction.SCORE_SHEETS_REOPEN, f"score_sheet:{sheet.id}", by=cast.ben, section=cast.section)
    if change == "another record":  # of a copy that was restored
        kept._sheets = kept._sheets[0]._replace(head="0" * 64), kept._sheets[1]

    assert after(session, cast, kept, monkeypatch)[-1] is None


def test_a_transaction_that_writes_reads_what_is_not_on_record_yet(
    session: Session, cast: Cast, kept: section_cache.Provisional, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.execute(update(ScoreSheet).values(state="void"))

    assert len(kept.load(session, cast.section).sheets) == len(cast.sheets)
    monkeypatch.setattr(db, "is_writing", lambda: True)
    assert kept.load(session, cast.section).sheets == ()


def test_of_several_sections_the_ones_asked_for_last_are_kept(session: Session, cast: Cast) -> None:
    first = section_cache.of(session, cast.section)
    others = [make_section(session, edition=cast.edition) for _ in range(section_cache.KEPT - 1)]
    known = [section_cache.of(session, one) for one in others]
    assert section_cache.of(session, cast.section) is first

    section_cache.of(session, make_section(session, edition=cast.edition))

    assert section_cache.of(session, cast.section) is first
    assert section_cache.of(session, others[1]) is known[1]
    assert section_cache.of(session, others[0]) is not known[0]
