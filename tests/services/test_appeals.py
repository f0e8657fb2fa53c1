"""Appeals: by the leader in time about the own team; decided by somebody else; closed at once into the next version."""

from datetime import date, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from olympiad.domain.appeals import Outcome
from olympiad.domain.bundle import recompute
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.errors import DomainError
from olympiad.exchange.photos import read_photo
from olympiad.models.appeal import Appeal
from olympiad.models.task import Criterion
from olympiad.models.user import User
from olympiad.services.appeals import appeal_decisions, appeal_photos, appeal_windows, appeals
from olympiad.services.keeping import retention
from olympiad.services.results import blockers, official_results, results
from tests.factories import LAST, Cast, make_judge
from tests.results_world import AWARDS, confirm_borders, finalise, mark_everything, set_rules
from tests.services.test_photos import picture


@pytest.fixture
def open_cast(session: Session, cast: Cast) -> Cast:
    """T01 17.5 with the I degree, T02 12.5 with the II degree; published as preliminary, so leaders may appeal."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    results.publish(session, finalise(session, cast), by=cast.ana)
    return cast


def lodge(session: Session, cast: Cast, *, whole: bool = False, text: str = "The blank was read twice") -> Appeal:
    criterion: Criterion | None = None if whole else cast.pipetting.criteria[0]
    return appeals.lodge(session, cast.section, cast.t02, cast.pipetting, criterion, text=text, by=cast.finn)


def close(session: Session, cast: Cast) -> None:
    window = appeal_windows.latest(session, cast.section)
    assert window is not None
    appeal_windows.change(session, window, closes_at=window.opens_at, reason="Everybody was heard", by=cast.ana)


def code_of(deed: object, *given: object, **named: object) -> str:
    with pytest.raises(DomainError) as refused:
        deed(*given, **named)  # type: ignore[operator]
    return refused.value.code


def test_publish_of_preliminary_results_opens_the_window_for_as_long_as_the_section_says(
    session: Session, open_cast: Cast
) -> None:
    window = appeal_windows.latest(session, open_cast.section)

    assert window is not None
    assert window.closes_at - window.opens_at == timedelta(minutes=120)
    assert open_cast.section.state == "appeals"


def test_lodge_gives_a_number_and_blocks_the_next_version(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    found = blockers.blockers(session, open_cast.section)
    assert (appeal.number, appeal.state, appeal.text) == (1, "lodged", "The blank was read twice")
    assert [(one.code, one.fields["number"]) for one in found] == [("blocker_appeal_open", 1)]


@pytest.mark.parametrize("name", ["eva", "gul", "cem", "ben", "ana"])
def test_lodge_is_refused_to_everybody_but_the_own_leader(session: Session, open_cast: Cast, name: str) -> None:
    by: User = getattr(open_cast, name)

    code = code_of(
        appeals.lodge, session, open_cast.section, open_cast.t02, open_cast.pipetting, None, text="Why", by=by
    )

    assert (code, appeals.listed(session, open_cast.section)) == ("appeal_not_leader", [])


def test_lodge_is_refused_when_the_window_is_over(session: Session, open_cast: Cast) -> None:
    close(session, open_cast)

    assert code_of(lodge, session, open_cast) == "appeal_window_closed"


def test_lodge_without_words_or_twice_is_refused(session: Session, open_cast: Cast) -> None:
    empty = code_of(lodge, session, open_cast, text="  ")
    lodge(session, open_cast)

    assert (empty, code_of(lodge, session, open_cast)) == ("appeal_text_missing", "appeal_twice")
    assert lodge(session, open_cast, whole=True).number == 2


def test_waive_ends_the_right_and_is_on_record(session: Session, open_cast: Cast) -> None:
    appeals.waive(session, open_cast.section, open_cast.t02, by=open_cast.finn)

    assert code_of(lodge, session, open_cast) == "appeal_right_ended"
    assert [(right.kind, team.key) for right, team in appeals.rights_of(session, open_cast.section)] == [
        ("waived", "T02")
    ]


def test_lose_right_waits_for_open_appeals_and_wants_a_reason(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    given = (session, open_cast.section, open_cast.t02)

    assert code_of(appeals.lose_right, *given, reason="Signed off", by=open_cast.ben) == "appeals_waiting"
    appeals.withdraw(session, appeal, by=open_cast.finn)
    assert code_of(appeals.lose_right, *given, reason=" ", by=open_cast.ben) == "reason_missing"
    assert appeals.lose_right(*given, reason="Signed off", by=open_cast.ben).kind == "lost"


def test_withdraw_ends_the_appeal_and_nothing_moves_it_again(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    appeals.withdraw(session, appeal, reason="Explained at the bench", by=open_cast.finn)

    assert (appeal.state, appeal.reason) == ("withdrawn", "Explained at the bench")
    decide = code_of(appeal_decisions.decide, session, appeal, Outcome.UNCHANGED, reason="No", by=open_cast.ben)
    assert (decide, code_of(appeals.say, session, appeal, text="Still", side="team", by=open_cast.finn)) == (
        "appeal_ended",
        "appeal_ended",
    )
    assert [one.code for one in blockers.blockers(session, open_cast.section)] == []


def test_decide_is_refused_to_who_marked_the_sheet(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    code = code_of(appeal_decisions.decide, session, appeal, Outcome.UNCHANGED, reason="Right", by=open_cast.cem)

    assert (code, appeal.state) == ("appeal_decider_marked", "lodged")


def test_decide_is_refused_to_a_judge_of_the_same_institution(session: Session, open_cast: Cast) -> None:
    institution = open_cast.t02.institution_id
    make_judge(session, open_cast.section, user_id=open_cast.ben.id, institution_id=institution, tasks=[])
    appeal = lodge(session, open_cast)

    code = code_of(appeal_decisions.decide, session, appeal, Outcome.UNCHANGED, reason="Right", by=open_cast.ben)

    assert (code, appeal.state) == ("appeal_decider_interested", "lodged")


def test_effect_tells_what_would_move_and_changes_nothing(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)

    trial = appeal_decisions.effect(session, appeal, Outcome.CHANGED, 9000)

    assert trial.comparison is not None
    moved = [(one.team.key, one.before.award, one.after.award) for one in trial.comparison.movers]
    assert moved == [("T02", "II degree", "I degree")]
    assert appeal.state == "lodged"


def test_decide_changed_agrees_the_mark_and_the_next_version_takes_it_up(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    first = results.latest(session, open_cast.section)

    appeal_decisions.decide(
        session, appeal, Outcome.CHANGED, mark=9000, reason="The second reading counts", by=open_cast.ben
    )
    close(session, open_cast)
    assert first is not None
    waiting = code_of(official_results.make_official, session, first, by=open_cast.ana)
    second = finalise(session, open_cast, reason="Appeals", confirmed=True, official=True)

    bundle = results.bundle_of(second)
    totals = {row["team"]: row["total"] for row in bundle["ranking"]}
    assert waiting == "official_appeals_pending"
    assert (totals, recompute(bundle, read_section(bundle))) == ({"T01": "17.50", "T02": "15.25"}, [])
    assert (appeal.closed_in_id, appeal.effect) == (second.id, '[["T02", "2", "II degree", "2", "I degree"]]')


def test_decide_void_leaves_the_criterion_out_for_every_team(session: Session, open_cast: Cast) -> None:
    row = Criterion(task_id=open_cast.pipetting.id, code="clean", position=LAST, kind="points", maximum=10_000, step=10)
    session.add(row)
    session.flush()
    for sheet in open_cast.sheets.values():
        if sheet.task_id == open_cast.pipetting.id:
            session.add(_mark(sheet.id, row.id, 4000))
    session.flush()
    appeal = lodge(session, open_cast)

    appeal_decisions.decide(session, appeal, Outcome.VOID, reason="The burette leaked", by=open_cast.ben)
    close(session, open_cast)
    version = finalise(session, open_cast, reason="Appeals", confirmed=True)

    bundle = results.bundle_of(version)
    cells = {str(sheet["marks"][0]) for sheet in bundle["sheets"] if sheet["task"] == "P"}
    assert cells == {"{'not_assessed': 'exclude'}"}
    assert recompute(bundle, read_section(bundle)) == []


def _mark(sheet_id: int, criterion_id: int, mark: int) -> object:
    from olympiad.models.score_sheet import Mark  # why: only this test makes rows by hand

    return Mark(sheet_id=sheet_id, criterion_id=criterion_id, mark=mark, state="marked")


def test_decide_void_needs_a_criterion_and_changed_a_mark(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast, whole=True)
    by = open_cast.ben

    void = code_of(appeal_decisions.decide, session, appeal, Outcome.VOID, reason="Leak", by=by)
    changed = code_of(appeal_decisions.decide, session, appeal, Outcome.CHANGED, reason="Leak", by=by)
    above = code_of(appeal_decisions.decide, session, appeal, Outcome.CHANGED, mark=11_000, reason="L", by=by)

    assert (void, changed, above) == ("appeal_void_needs_criterion", "appeal_mark_missing", "mark_above_maximum")


def test_reconsider_opens_it_again_until_a_version_has_it(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    appeal_decisions.decide(session, appeal, Outcome.CHANGED, mark=9000, reason="Yes", by=open_cast.ben)

    appeal_decisions.reconsider(session, appeal, reason="Wrong team", by=open_cast.ben)
    again = (appeal.state, appeal_decisions.effect(session, appeal, Outcome.UNCHANGED, None).comparison)
    appeal_decisions.decide(session, appeal, Outcome.UNCHANGED, reason="As it was", by=open_cast.ben)
    finalise(session, open_cast, reason="Appeals")

    assert again[0] == "lodged"
    assert again[1] is not None
    assert code_of(appeal_decisions.reconsider, session, appeal, reason="Again", by=open_cast.ben) == "appeal_closed"


def test_say_keeps_the_thread_in_order(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    appeals.say(session, appeal, text="Bring the sheet", side="jury", by=open_cast.ben)
    appeals.say(session, appeal, text="Here it is", side="team", by=open_cast.finn)

    assert [(one.side, one.text) for one in appeals.thread(session, appeal)] == [
        ("jury", "Bring the sheet"),
        ("team", "Here it is"),
    ]


def test_add_photo_keeps_it_and_counts(session: Session, open_cast: Cast, tmp_path: Path) -> None:
    appeal, drawn = lodge(session, open_cast), BytesIO()
    Image.new("RGB", (20, 10), "white").save(drawn, "PNG")

    appeal_photos.add(session, tmp_path, appeal, read_photo(drawn.getvalue()), by=open_cast.finn)

    assert [(one.width, one.height) for one in appeal_photos.listed(session, appeal)] == [(20, 10)]
    assert len(list(tmp_path.rglob("*.jpg"))) == 2


@pytest.mark.parametrize(
    ("name", "happens", "code"),
    [
        ("eva", "", "appeal_not_leader"),
        ("ben", "", "appeal_not_leader"),
        ("finn", "decided", "appeal_ended"),
        ("finn", "closed", "appeal_window_closed"),
        ("finn", "three", "photos_too_many"),
    ],
)
def test_add_photo_is_refused_to_others_and_out_of_time(
    session: Session, open_cast: Cast, tmp_path: Path, name: str, happens: str, code: str
) -> None:
    appeal, deed = lodge(session, open_cast), partial(appeal_photos.add, session, tmp_path)
    before = 3 if happens == "three" else 0
    for _ in range(before):
        deed(appeal, read_photo(picture()), by=open_cast.finn)
    if happens == "decided":
        appeal_decisions.decide(session, appeal, Outcome.UNCHANGED, reason="As it was", by=open_cast.ben)
    if happens == "closed":
        close(session, open_cast)

    assert code_of(deed, appeal, read_photo(picture()), by=getattr(open_cast, name)) == code
    assert len(appeal_photos.listed(session, appeal)) == before


def test_finalise_waits_for_open_appeals(session: Session, open_cast: Cast) -> None:
    lodge(session, open_cast)
    confirm_borders(session, open_cast)

    assert code_of(results.finalise, session, open_cast.section, reason="Now", by=open_cast.ana) == "finalise_blocked"


def test_change_window_wants_a_reason_and_extends(session: Session, open_cast: Cast) -> None:
    window = appeal_windows.latest(session, open_cast.section)
    assert window is not None
    later = window.closes_at + timedelta(hours=1)

    refused = code_of(appeal_windows.change, session, window, closes_at=later, reason="", by=open_cast.ana)
    appeal_windows.change(session, window, closes_at=later, reason="The network was down", by=open_cast.ana)

    assert (refused, window.closes_at) == ("reason_missing", later)


def test_purge_takes_the_words_out_of_appeals_and_leaves_what_was_decided(session: Session, open_cast: Cast) -> None:
    appeal = lodge(session, open_cast)
    appeals.say(session, appeal, text="Bring the sheet", side="jury", by=open_cast.ben)
    appeal_decisions.decide(session, appeal, Outcome.CHANGED, mark=9000, reason="Signed", by=open_cast.ben)
    open_cast.edition.keep_personal_until = date(2026, 12, 31)
    session.flush()

    retention.purge(session, open_cast.edition, today=date(2027, 1, 1), by=open_cast.ana)
    session.expire_all()

    assert (appeal.text, appeal.reason, appeal.outcome, appeal.mark) == ("", "", "changed", 9000)
    assert [message.text for message in appeals.thread(session, appeal)] == [""]
