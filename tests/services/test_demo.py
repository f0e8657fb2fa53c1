"""The demonstration: loaded through the services, half marked, finished, emptied again."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.demo import hall, loading, marking, resetting, ways_in
from olympiad.demo.tasks import TASKS
from olympiad.models.audit import AuditEntry
from olympiad.models.edition import Edition
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ScheduleSlot, Task
from olympiad.production import mark_as_production
from olympiad.services import appeals, calibrations, certificates, help_requests, results
from olympiad.services.blockers import blockers
from tests.factories import make_edition

SECRET = "s" * 32


def load(session: Session) -> Section:
    loaded = loading.load(session)
    ways_in.make_cards(session, loaded, secret=SECRET)
    marking.mark_part(session, loaded.section)
    return loaded.section


def test_load_marks_about_seventy_percent(session: Session) -> None:
    section = load(session)

    states = Counter(session.scalars(select(ScoreSheet.state).where(ScoreSheet.section_id == section.id)))
    assert states["returned"] == 1
    assert 0.6 < (states["submitted"] + states["accepted"]) / 276 < 0.8


def test_load_brings_one_disagreement_and_no_other_trouble(session: Session) -> None:
    section = load(session)

    found = Counter(one.code for one in blockers(session, section))
    assert set(found) == {
        "blocker_sheet_not_started",
        "blocker_sheet_open",
        "blocker_sheet_returned",
        "blocker_disagreement",
    }
    assert (found["blocker_disagreement"], found["blocker_sheet_returned"]) == (1, 1)


def test_the_hall_practises_and_calls_for_help_and_nothing_of_it_counts(session: Session) -> None:
    section = load(session)
    before = Counter(one.code for one in blockers(session, section))

    hall.practise(session, section)
    hall.call(session, section)

    (example,) = calibrations.of_section(session, section)
    assert len(calibrations.panel(session, example).judges) == 2
    assert [call.state for call in help_requests.calls(session, section)] == ["waiting", "closed"]
    assert Counter(one.code for one in blockers(session, section)) == before
    hall.settle(session, section)
    assert help_requests.calls(session, section, only_open=True) == []


def test_every_kind_of_criterion_is_used_and_the_maxima_sum_to_100(session: Session) -> None:
    loading.load(session)

    kinds = set(session.scalars(select(Criterion.kind)))
    maximum = session.scalar(select(func.sum(Criterion.maximum)).where(Criterion.kind != "penalty"))
    assert kinds == {"points", "check", "levels", "reading", "penalty"}
    assert maximum == 100_000


def test_every_text_of_the_rubrics_is_there_in_three_languages() -> None:
    rows = [*TASKS, *(criterion for task in TASKS for criterion in task.criteria)]

    assert [row for row in rows if not (row.en and row.uz and row.ru)] == []


def test_the_schedule_is_a_latin_square(session: Session) -> None:
    loading.load(session)

    slots = session.execute(select(ScheduleSlot.order, ScheduleSlot.station, ScheduleSlot.team_id)).all()
    assert len({(turn, station) for turn, station, _ in slots}) == len(slots) == 24 * 6
    assert len({(turn, team) for turn, _, team in slots}) == len(slots)


def test_finish_publishes_a_complete_ranking(session: Session) -> None:
    section = load(session)

    marking.finish(session, section)

    version = results.published(session, section)
    assert version is not None
    assert (version.number, version.official_at is not None, section.state) == (2, True, "certificates")
    assert [one for one in blockers(session, section) if not one.asks] == []


def test_finish_shows_a_decided_appeal_that_the_official_version_takes_up(session: Session) -> None:
    section = load(session)

    marking.finish(session, section)

    found = [(appeal.state, appeal.outcome, appeal.closed_in_id) for appeal, *_ in appeals.listed(session, section)]
    version = results.published(session, section)
    assert version is not None
    assert found == [("decided", "changed", version.id)]
    assert {row.state for row in certificates.listed(session, section)} == {"valid"}


def test_empty_leaves_nothing_and_puts_the_triggers_back(session: Session, tmp_path: Path) -> None:
    load(session)

    resetting.empty(session, tmp_path)

    assert session.scalars(select(Edition)).all() == []
    assert session.scalars(select(Task)).all() == []
    load(session)
    session.flush()
    entry = session.scalars(select(AuditEntry)).first()
    assert entry is not None
    entry.action = "forged"
    with pytest.raises(Exception, match="append-only"):
        session.flush()


def test_empty_refuses_an_instance_with_a_real_edition(session: Session, tmp_path: Path) -> None:
    make_edition(session)

    with pytest.raises(resetting.NotADemoError):
        resetting.empty(session, tmp_path)

    assert len(session.scalars(select(Edition)).all()) == 1


def test_empty_refuses_a_production_instance(session: Session, tmp_path: Path) -> None:
    mark_as_production(tmp_path)

    with pytest.raises(resetting.NotADemoError):
        resetting.empty(session, tmp_path)
