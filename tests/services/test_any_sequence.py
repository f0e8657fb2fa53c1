"""Whatever is permitted, in whatever order: the chain verifies, and every version recomputes to the same bytes."""

import json
import random
from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from olympiad.domain.appeals import Outcome
from olympiad.domain.bundle import Head, make_bundle
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.canonical_json import canonical
from olympiad.domain.errors import DomainError
from olympiad.domain.lifecycle import Move, Stage
from olympiad.domain.ranking import rank
from olympiad.domain.roles import Role
from olympiad.models.appeal import Appeal
from olympiad.models.results_version import ResultsVersion
from olympiad.services.appeals import appeal_decisions, appeal_windows, appeals
from olympiad.services.marking import score_sheets
from olympiad.services.record import audit, audit_verification
from olympiad.services.results import certificates, official_results, results
from olympiad.services.sections import lifecycle
from olympiad.services.settling import moderation
from tests.factories import Cast
from tests.results_world import AWARDS, confirm_borders, mark_everything, set_mark, set_rules

pytestmark = pytest.mark.both_databases

Deed = Callable[[Session, Cast, random.Random], object]
Row = TypeVar("Row")
WHY = "because"


def _sheet(cast: Cast, rng: random.Random):
    return rng.choice(list(cast.sheets.values()))


def mark_and_submit(session: Session, cast: Cast, rng: random.Random) -> None:
    sheet = _sheet(cast, rng)
    if sheet.state in ("open", "returned"):
        set_mark(session, sheet, 10 * rng.randrange(0, 1000))
    score_sheets.submit(session, sheet, by=cast.cem)


def return_one(session: Session, cast: Cast, rng: random.Random) -> None:
    score_sheets.return_to_judge(session, _sheet(cast, rng), reason=WHY, by=cast.ben)


def settle(session: Session, cast: Cast, rng: random.Random) -> None:
    place = (rng.choice((cast.t01, cast.t02)).id, rng.choice((cast.pipetting, cast.glucose)).id)
    moderation.agree_on_task(session, cast.section, place, 1000 * rng.randrange(11), reason=WHY, by=cast.ben)


def unsettle(session: Session, cast: Cast, rng: random.Random) -> None:
    moderation.withdraw(
        session, cast.section, _one(rng, moderation.settled(session, cast.section)), reason=WHY, by=cast.ben
    )


def confirm(session: Session, cast: Cast, _rng: random.Random) -> None:
    confirm_borders(session, cast)


def finalise(session: Session, cast: Cast, _rng: random.Random) -> None:
    results.finalise(session, cast.section, reason=WHY, confirmed=True, by=cast.ana)


def publish(session: Session, cast: Cast, _rng: random.Random) -> None:
    results.publish(session, _latest(session, cast), by=cast.ana)


def unpublish(session: Session, cast: Cast, _rng: random.Random) -> None:
    results.unpublish(session, _latest(session, cast), reason=WHY, by=cast.ana)


def make_official(session: Session, cast: Cast, _rng: random.Random) -> None:
    official_results.make_official(session, _latest(session, cast), without_appeals=True, by=cast.ana)


def withdraw_official(session: Session, cast: Cast, _rng: random.Random) -> None:
    official_results.withdraw_official(session, _latest(session, cast), reason=WHY, by=cast.ana)


def issue(session: Session, cast: Cast, _rng: random.Random) -> None:
    certificates.issue(session, _latest(session, cast), by=cast.ana)


def end_window(session: Session, cast: Cast, _rng: random.Random) -> None:
    window = appeal_windows.latest(session, cast.section)
    if window is not None:
        appeal_windows.change(session, window, closes_at=window.opens_at, reason=WHY, by=cast.ana)


def open_window(session: Session, cast: Cast, _rng: random.Random) -> None:
    appeal_windows.open_window(session, _latest(session, cast), minutes=60, by=cast.ana)


def lodge(session: Session, cast: Cast, rng: random.Random) -> None:
    team, leader = rng.choice(((cast.t01, cast.eva), (cast.t02, cast.finn)))
    task = rng.choice((cast.pipetting, cast.glucose))
    criterion = task.criteria[0] if rng.random() < 0.7 else None
    appeals.lodge(session, cast.section, team, task, criterion, text=WHY, by=leader)


def decide(session: Session, cast: Cast, rng: random.Random) -> None:
    mark = 500 * rng.randrange(21)
    appeal_decisions.decide(
        session, _appeal(session, cast, rng), rng.choice(list(Outcome)), mark=mark, reason=WHY, by=cast.ben
    )


def reconsider(session: Session, cast: Cast, rng: random.Random) -> None:
    appeal_decisions.reconsider(session, _appeal(session, cast, rng), reason=WHY, by=cast.ben)


def withdraw_appeal(session: Session, cast: Cast, rng: random.Random) -> None:
    appeals.withdraw(session, _appeal(session, cast, rng), by=rng.choice((cast.eva, cast.finn)))


def move(session: Session, cast: Cast, rng: random.Random) -> None:
    roles = frozenset({Role.ORGANIZER, Role.CHIEF_JUDGE})
    lifecycle.move(session, cast.section, rng.choice(list(Move)), roles=roles, reason=WHY, by=cast.ana)


DEEDS: tuple[Deed, ...] = (
    mark_and_submit, mark_and_submit, mark_and_submit, return_one, settle, unsettle, confirm, confirm, finalise,
    finalise, publish, publish, unpublish, make_official, make_official, withdraw_official, issue, end_window,
    open_window, lodge, lodge, decide, decide, reconsider, withdraw_appeal, move,
)  # fmt: skip


def _one(rng: random.Random, rows: Sequence[Row]) -> Row:
    if not rows:
        raise DomainError("nothing_there")
    return rng.choice(rows)


def _appeal(session: Session, cast: Cast, rng: random.Random) -> Appeal:
    return _one(rng, [line[0] for line in appeals.listed(session, cast.section)])


def _latest(session: Session, cast: Cast) -> ResultsVersion:
    found = results.latest(session, cast.section)
    return _one(random.Random(0), [found] if found else [])


def attempt(session: Session, cast: Cast, deed: Deed, rng: random.Random) -> bool:
    """Do it in a transaction of its own, as a request would; a refusal leaves nothing behind."""
    before = cast.section.state
    try:
        with session.begin_nested():
            deed(session, cast, rng)
    except DomainError:
        session.expire_all()
        assert cast.section.state == before
        return False
    return True


@settings(max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_any_sequence_leaves_a_chain_that_verifies_and_versions_that_recompute(
    session: Session, cast: Cast, seed: int
) -> None:
    session.commit()
    try:
        set_rules(session, cast, AWARDS)
        mark_everything(session, cast, {"T01": 8750, "T02": 6250})
        done = play(session, cast, random.Random(seed))

        assert done
        audit.seal_waiting(session)  # as a commit would
        assert [finding for report in audit_verification.verify(session) for finding in report.findings] == []
        assert cast.section.state in tuple(Stage)
        for version in results.versions(session, cast.section):
            assert again(version) == version.bundle
    finally:
        session.rollback()


def play(session: Session, cast: Cast, rng: random.Random) -> list[str]:
    """Go through the evening in order with random deeds in between; give what was permitted."""
    order: tuple[Deed, ...] = (confirm, finalise, publish, lodge, decide, end_window, confirm, finalise, make_official)
    deeds = [one for step in (*order, publish, issue) for one in (*rng.choices(DEEDS, k=3), step)]
    return [deed.__name__ for deed in deeds if attempt(session, cast, deed, rng)]


def again(version: ResultsVersion) -> str:
    """Compute a version from what its own bundle holds."""
    bundle = json.loads(version.bundle)
    section = read_section(bundle)
    names = ("edition", "section", "version", "time", "audit_head", "previous")
    made = make_bundle(section, rank(section), Head(*(bundle[name] for name in names)), {})
    return canonical({name: value for name, value in made.items() if name in bundle})
