"""The demonstration: loaded through the services, half marked, finished, emptied again."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.demo import hall, loading, marking, resetting, ways_in
from olympiad.demo.tasks import TASKS
from olympiad.domain.choices import CriterionKind
from olympiad.models.audit import AuditEntry
from olympiad.models.edition import Edition
from olympiad.models.score_sheet import ScoreSheet
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ScheduleSlot, Task
from olympiad.production import mark_as_production
from olympiad.services.appeals import appeals
from olympiad.services.marking import calibrations, help_requests
from olympiad.services.record import audit
from olympiad.services.results import certificates, results
from olympiad.services.results.blockers import blockers
from olympiad.services.sections import check_in
from olympiad.wording.audit import FIELDS
from tests.databases import fresh_database, share_compiled
from tests.factories import make_edition

pytestmark = pytest.mark.both_databases

SECRET = "s" * 32


Stage = tuple[Session, Section]


def load(session: Session) -> Section:
    loaded = loading.load(session)
    ways_in.make_cards(session, loaded, secret=SECRET)
    marking.mark_part(session, loaded.section)
    return loaded.section


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Give engines on the demonstration, loaded or finished, of each kind of database; loaded once of each kind, then copied."""
    loaded: dict[str, str] = {}
    finished: dict[str, Engine] = {}
    with ExitStack() as databases:

        def copy_of(kind: str, like: str | None) -> Engine:
            url = databases.enter_context(fresh_database(kind, tmp_path_factory.mktemp("demo"), request, like))
            engine = share_compiled(make_engine(url, may_write=lambda: True))
            databases.callback(engine.dispose)
            return engine

        def fresh(kind: str) -> Engine:
            if kind not in loaded:
                engine = copy_of(kind, None)
                with Session(engine) as session:
                    load(session)
                    session.commit()
                engine.dispose()
                loaded[kind] = engine.url.render_as_string(hide_password=False)
            return copy_of(kind, loaded[kind])

        def stage(kind: str, is_finished: bool) -> Engine:
            if not is_finished:
                return fresh(kind)
            if kind not in finished:
                finished[kind] = fresh(kind)
                with Session(finished[kind]) as session:
                    marking.finish(session, session.scalars(select(Section)).one())
                    session.commit()
            return finished[kind]

        yield stage


@pytest.fixture
def loaded(stages: Any, database_kind: str) -> Iterator[Stage]:
    """The demonstration half marked, a copy of the test's own."""
    with Session(stages(database_kind, is_finished=False)) as session:
        yield session, session.scalars(select(Section)).one()


@pytest.fixture
def finished(stages: Any, database_kind: str) -> Iterator[Stage]:
    """The demonstration with published results."""
    with Session(stages(database_kind, is_finished=True)) as session:
        yield session, session.scalars(select(Section)).one()


def test_load_marks_about_seventy_percent(loaded: Stage) -> None:
    session, section = loaded

    states = Counter(session.scalars(select(ScoreSheet.state).where(ScoreSheet.section_id == section.id)))
    assert states["returned"] == 1
    assert 0.6 < (states["submitted"] + states["accepted"]) / 276 < 0.8


def test_load_brings_one_disagreement_and_no_other_trouble(loaded: Stage) -> None:
    session, section = loaded

    found = Counter(one.code for one in blockers(session, section))
    assert set(found) == {
        "blocker_sheet_not_started",
        "blocker_sheet_open",
        "blocker_sheet_returned",
        "blocker_disagreement",
    }
    assert (found["blocker_disagreement"], found["blocker_sheet_returned"]) == (1, 1)


def test_the_hall_practises_and_calls_for_help_and_nothing_of_it_counts(loaded: Stage) -> None:
    session, section = loaded
    before = Counter(one.code for one in blockers(session, section))

    hall.practise(session, section)
    hall.call(session, section)

    (example,) = calibrations.of_section(session, section)
    assert len(calibrations.panel(session, example).judges) == 2
    assert [call.state for call in help_requests.calls(session, section)] == ["waiting", "closed"]
    assert Counter(one.code for one in blockers(session, section)) == before
    hall.settle(session, section)
    assert help_requests.calls(session, section, only_open=True) == []


def test_every_team_in_the_running_has_checked_in(loaded: Stage) -> None:
    session, section = loaded

    hall.check_in_all(session, section)

    found = check_in.count(session, section)
    assert (found.missing, found.here > 20) == (0, True)


def test_every_kind_of_criterion_is_used_and_the_maxima_sum_to_100(loaded: Stage) -> None:
    session, _ = loaded

    kinds = set(session.scalars(select(Criterion.kind)))
    maximum = session.scalar(select(func.sum(Criterion.maximum)).where(Criterion.kind != "penalty"))
    assert kinds == set(CriterionKind)
    assert maximum == 100_000


def test_every_text_of_the_rubrics_is_there_in_three_languages() -> None:
    rows = [*TASKS, *(criterion for task in TASKS for criterion in task.criteria)]

    assert [row for row in rows if not (row.en and row.uz and row.ru)] == []


def test_the_schedule_is_a_latin_square(loaded: Stage) -> None:
    session, _ = loaded

    slots = session.execute(select(ScheduleSlot.order, ScheduleSlot.station, ScheduleSlot.team_id)).all()
    assert len({(turn, station) for turn, station, _ in slots}) == len(slots) == 24 * 6
    assert len({(turn, team) for turn, _, team in slots}) == len(slots)


def test_finish_publishes_a_complete_ranking(finished: Stage) -> None:
    session, section = finished

    version = results.published(session, section)
    assert version is not None
    assert (version.number, version.official_at is not None, section.state) == (2, True, "certificates")
    assert [one for one in blockers(session, section) if not one.asks] == []


def test_finish_shows_a_decided_appeal_that_the_official_version_takes_up(finished: Stage) -> None:
    session, section = finished

    found = [(appeal.state, appeal.outcome, appeal.closed_in_id) for appeal, *_ in appeals.listed(session, section)]
    version = results.published(session, section)
    assert version is not None
    assert found == [("decided", "changed", version.id)]
    assert {row.state for row in certificates.listed(session, section)} == {"valid"}


def test_empty_leaves_nothing_and_puts_the_triggers_back(loaded: Stage, tmp_path: Path) -> None:
    session, _ = loaded

    resetting.empty(session, tmp_path)

    assert session.scalars(select(Edition)).all() == []
    assert session.scalars(select(Task)).all() == []
    entry = audit.record(session, "editions.save", "edition:1", by=None)
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


def test_every_field_of_the_demonstrations_record_has_words(finished: Stage) -> None:
    session, _ = finished

    contents = [json.loads(content) for content in session.scalars(select(AuditEntry.content))]
    found = {name for content in contents for side in ("before", "after", "sealed") for name in content[side]}
    assert found - set(FIELDS) == set()
