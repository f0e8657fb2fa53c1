"""Setting keys of readings, also after the run: results follow, the record tells before, after and what moved."""

import json
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.domain.notation.reading_keys import parse_reading
from olympiad.domain.ranking import rank
from olympiad.models.audit import AuditEntry
from olympiad.models.task import Criterion, ReadingKey, Sample
from olympiad.services.computing import section_values
from olympiad.services.entry import reading_keys
from tests.factories import Cast, make_cast, make_criterion, make_mark

KEY = "value=5 full=0.1 zero=1"


@pytest.fixture
def cast(session: Session) -> Cast:
    """Both teams have read glucose; T01 reads 5, T02 reads 6; no key is set yet."""
    made = make_cast(session)
    measured = make_criterion(session, made.glucose, code="mmol", kind="reading", maximum=4000)
    for (team, task, _judge), sheet in made.sheets.items():
        sheet.state = "submitted"
        row = made.pipetting if task == "P" else made.glucose
        make_mark(session, sheet, row.criteria[0], 5000)
        if task == "G":
            make_mark(session, sheet, measured, None, readings="5" if team == "T01" else "6")
    session.expire_all()
    return made


def measured(session: Session) -> Criterion:
    return session.scalars(select(Criterion).where(Criterion.code == "mmol")).one()


def totals(session: Session, cast: Cast) -> dict[str, str | None]:
    rows = rank(section_values.load(session, cast.section)).rows
    return {row.team.key: None if row.total is None else str(row.total) for row in rows}


def test_set_key_gives_the_readings_their_points(session: Session, cast: Cast) -> None:
    before = totals(session, cast)

    reading_keys.set_key(session, cast.section, measured(session), sample="", text=KEY, reason="", by=cast.ben)

    assert before == {"T01": None, "T02": None}
    assert totals(session, cast) == {"T01": "14.00", "T02": "10.00"}


def test_set_key_for_a_sample_wins_over_the_shared_one(session: Session, cast: Cast) -> None:
    session.add(Sample(team_id=cast.t02.id, task_id=cast.glucose.id, sample="B"))
    for sample, text in (("", KEY), ("B", "value=6 full=0.1 zero=1")):
        reading_keys.set_key(session, cast.section, measured(session), sample=sample, text=text, reason="", by=cast.ben)

    assert totals(session, cast) == {"T01": "14.00", "T02": "14.00"}
    (found,) = reading_keys.readings(session, cast.section)
    assert [(line.sample, line.text, line.is_set) for line in found.lines] == [
        ("", KEY, True),
        ("B", "value=6 full=0.1 zero=1", True),
    ]


def test_set_key_keeps_on_record_what_moved(session: Session, cast: Cast) -> None:
    reading_keys.set_key(session, cast.section, measured(session), sample="", text=KEY, reason="", by=cast.ben)
    other = "value=6 full=0.1 zero=1"

    reading_keys.set_key(
        session, cast.section, measured(session), sample="", text=other, reason="Titrated", by=cast.ben
    )

    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "reading_keys.set_key")).all()
    content = json.loads(entries[-1].content)
    assert content["before"] == {"sample": "", "key": KEY}
    assert content["after"]["moved"] == [["T02", "2", "", "1", ""], ["T01", "1", "", "2", ""]]


def test_set_key_with_nothing_goes_back_to_the_rubric(session: Session, cast: Cast) -> None:
    reading_keys.set_key(session, cast.section, measured(session), sample="", text=KEY, reason="", by=cast.ben)

    reading_keys.set_key(session, cast.section, measured(session), sample="", text=" ", reason="", by=cast.ben)

    assert totals(session, cast) == {"T01": None, "T02": None}


@pytest.mark.parametrize(
    ("text", "reason", "code"),
    [
        (KEY, "", "reason_missing"),
        ("value=5", "Titrated", "key_incomplete"),
        ("", "Titrated", "key_unchanged"),
    ],
)
def test_set_key_refuses(session: Session, cast: Cast, text: str, reason: str, code: str) -> None:
    cast.section.marking_started_at = datetime(2026, 12, 5, 9, tzinfo=UTC)

    with pytest.raises(DomainError) as refused:
        reading_keys.set_key(session, cast.section, measured(session), sample="", text=text, reason=reason, by=cast.ben)

    assert refused.value.code == code
    assert session.scalar(select(func.count()).select_from(ReadingKey)) == 0


def test_set_key_refuses_a_criterion_that_is_not_measured(session: Session, cast: Cast) -> None:
    with pytest.raises(DomainError, match="reading_not_asked"):
        reading_keys.set_key(
            session, cast.section, cast.pipetting.criteria[0], sample="", text=KEY, reason="", by=cast.ben
        )


def test_try_key_writes_nothing(session: Session, cast: Cast) -> None:
    reading_keys.set_key(session, cast.section, measured(session), sample="", text=KEY, reason="", by=cast.ben)
    key = parse_reading("value=6 full=0.1 zero=1", 4000)

    trial = reading_keys.try_key(session, cast.section, measured(session), "", key)

    assert trial.comparison is not None
    assert [mover.after.place for mover in trial.comparison.movers] == [Fraction(1), Fraction(2)]
    assert totals(session, cast) == {"T01": "14.00", "T02": "10.00"}
