"""A ceremony: opened from a version, moved by two people, ended by publishing; whoever did not agree is shown by code."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.ceremony import Order, StepKind, When
from olympiad.domain.errors import DomainError
from olympiad.domain.notation.ceremony import Settings
from olympiad.models.audit import AuditEntry
from olympiad.models.ceremony import SpokenName
from olympiad.models.participant import Participant
from olympiad.services.record import audit_verification
from olympiad.services.results import ceremonies, results
from olympiad.services.sections import removals
from tests.factories import Cast, make_participant, make_team
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

pytestmark = pytest.mark.both_databases


@pytest.fixture
def finalised(session: Session, cast: Cast) -> Cast:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast)
    return cast


def shown(session: Session, cast: Cast) -> list[tuple[str, tuple[str, ...]]]:
    plan = ceremonies.plan(session, cast.section)
    assert plan is not None
    return [(str(step.kind), tuple(plan.teams[key].name for key in step.teams)) for step in plan.steps]


def test_the_plan_rises_to_the_winner_with_names_and_totals(session: Session, finalised: Cast) -> None:
    plan = ceremonies.plan(session, finalised.section)

    assert plan is not None
    assert [(str(step.kind), step.award, step.teams) for step in plan.steps][1:-1] == [
        ("award", "II degree", ("T02",)),
        ("reveal", "II degree", ("T02",)),
        ("award", "I degree", ("T01",)),
        ("reveal", "I degree", ("T01",)),
    ]
    assert (str(plan.teams["T01"].total), plan.version, plan.named) == ("17.50", 1, 2)


def test_who_has_not_agreed_is_shown_by_code_and_not_named(session: Session, finalised: Cast) -> None:
    finalised.t01.name = "Karimov"
    make_participant(session, finalised.t01, name="Aziz Karimov", consents_score=False)
    ceremonies.say_names(session, finalised.section, {(finalised.t01.id, None): "kaRImov"}, by=finalised.ana)

    plan = ceremonies.plan(session, finalised.section)

    assert plan is not None
    team = plan.teams["T01"]
    assert (team.name, team.said, team.unnamed) == (finalised.t01.code, "", 1)
    assert [one.name for one in team.members] == ["Eva", "Gul"]


def test_order_languages_and_wording_are_kept(session: Session, finalised: Cast) -> None:
    chosen = Settings(
        Order(card_before_each=True, together=frozenset({"II degree"}), special=When.LAST),
        languages=("ru",),
        shows_totals=False,
        texts={"winner.ru": "Победитель – {teams}!"},
    )

    ceremonies.arrange(session, finalised.section, chosen, by=finalised.ben)

    plan = ceremonies.plan(session, finalised.section)
    assert plan is not None
    assert plan.settings == chosen
    assert [step.kind for step in plan.steps][2] is StepKind.TOGETHER


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (Settings(languages=()), "ceremony_languages"),
        (Settings(languages=("uz", "uz")), "ceremony_languages"),
        (Settings(texts={"award.en": "{winner}"}), "ceremony_words_unknown"),
        (Settings(texts={"award.en": "a" * 401}), "ceremony_words_too_long"),
    ],
)
def test_what_cannot_be_shown_is_refused(session: Session, finalised: Cast, settings: Settings, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        ceremonies.arrange(session, finalised.section, settings, by=finalised.ana)


def test_of_two_at_the_remote_the_later_one_is_told(session: Session, finalised: Cast) -> None:
    row = ceremonies.open_ceremony(session, finalised.section, is_rehearsal=False, by=finalised.ana)
    seen = row.turn

    ceremonies.move(session, finalised.section, seen=seen, position=1, is_dark=False, by=finalised.ana)
    with pytest.raises(DomainError, match="ceremony_moved_on"):
        ceremonies.move(session, finalised.section, seen=seen, position=1, is_dark=False, by=finalised.ben)
    ceremonies.move(session, finalised.section, seen=row.turn, position=0, is_dark=True, by=finalised.ben)

    assert (row.position, row.is_dark, row.turn) == (0, True, seen + 2)
    with pytest.raises(DomainError, match="ceremony_step_unknown"):
        ceremonies.move(session, finalised.section, seen=row.turn, position=6, is_dark=False, by=finalised.ben)


def test_order_stands_while_a_ceremony_is_open(session: Session, finalised: Cast) -> None:
    ceremonies.open_ceremony(session, finalised.section, is_rehearsal=True, by=finalised.ana)

    with pytest.raises(DomainError, match="ceremony_running"):
        ceremonies.arrange(session, finalised.section, Settings(), by=finalised.ana)
    with pytest.raises(DomainError, match="ceremony_running"):
        ceremonies.open_ceremony(session, finalised.section, is_rehearsal=False, by=finalised.ben)


def test_a_ceremony_goes_on_with_its_version_though_a_newer_one_is_made(session: Session, finalised: Cast) -> None:
    ceremonies.open_ceremony(session, finalised.section, is_rehearsal=False, by=finalised.ana)
    mark_everything(session, finalised, {"T01": 6250, "T02": 8750})
    finalise(session, finalised, reason="corrected")

    assert shown(session, finalised)[4] == ("reveal", (finalised.t01.name,))
    with pytest.raises(DomainError, match="results_not_newest"):
        ceremonies.end(session, finalised.section, publishes=True, by=finalised.ana)


def test_the_end_publishes_the_version_by_the_one_way(session: Session, finalised: Cast) -> None:
    ceremonies.open_ceremony(session, finalised.section, is_rehearsal=False, by=finalised.ana)

    version = ceremonies.end(session, finalised.section, publishes=True, by=finalised.ana)

    assert version is not None
    assert results.published(session, finalised.section) is version
    with pytest.raises(DomainError, match="ceremony_not_running"):
        ceremonies.move(session, finalised.section, seen=2, position=1, is_dark=False, by=finalised.ana)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [one for one in actions if one.startswith(("ceremonies", "results.publish"))] == [
        "ceremonies.open",
        "ceremonies.end",
        "results.publish",
    ]
    session.commit()
    assert [report.findings for report in audit_verification.verify(session)] == [(), ()]


def test_a_rehearsal_needs_no_version_names_nobody_and_publishes_nothing(session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    with pytest.raises(DomainError, match="ceremony_without_version"):
        ceremonies.open_ceremony(session, cast.section, is_rehearsal=False, by=cast.ana)

    ceremonies.open_ceremony(session, cast.section, is_rehearsal=True, by=cast.ana)

    plan = ceremonies.plan(session, cast.section)
    assert plan is not None
    assert [one.name for one in plan.teams.values()] == [f"{plan.teams['1'].name[:-1]}{at}" for at in range(1, 6)]
    assert {one.total for one in plan.teams.values()} == {None}
    with pytest.raises(DomainError, match="ceremony_is_rehearsal"):
        ceremonies.end(session, cast.section, publishes=True, by=cast.ana)


def test_how_a_name_is_said_goes_with_its_member_and_team(session: Session, cast: Cast) -> None:
    team = make_team(session, cast.section)
    member = make_participant(session, team)
    gul = session.scalars(select(Participant).where(Participant.key == "gul")).one()
    said = {(team.id, None): "a", (team.id, member.id): "b", (cast.t01.id, gul.id): "c", (cast.t02.id, None): " "}
    assert ceremonies.say_names(session, cast.section, said, by=cast.ana) == 3

    removals.remove_team(session, cast.section, team, by=cast.ana)
    removals.remove_participant(session, cast.section, gul, by=cast.ana)

    assert session.scalars(select(SpokenName)).all() == []
