"""What a ceremony shows: a version with the names that may be public, or invented teams for a rehearsal."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.ceremony import Order, StepKind, When
from olympiad.domain.notation.ceremony import Settings
from olympiad.models.adjustment import SpecialAward
from olympiad.models.ceremony import Ceremony
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.services.results import ceremonies, ceremony_plans
from olympiad.services.results.ceremony_plans import Person, Plan
from tests.factories import Cast, make_participant, make_team
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

TEXTS = {"en": "Samarkand 2026"}, {"en": "Biochemistry"}


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    """T01 17.5 with the I degree, T02 12.5 with the II degree."""
    set_rules(session, cast, AWARDS)
    cast.t01.name, cast.t02.name = "Zarafshon", "Alatau"
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    return finalise(session, cast)


def plan(session: Session, version: ResultsVersion, settings: Settings = Settings()) -> Plan:
    return ceremony_plans.of_version(session, version, settings)


def test_without_a_ceremony_the_settings_are_the_usual_ones(session: Session, cast: Cast) -> None:
    chosen = Settings(languages=("ru",), shows_totals=False)
    ceremonies.arrange(session, cast.section, chosen, by=cast.ana)
    row = session.scalars(select(Ceremony)).one()

    assert (ceremony_plans.settings_of(None), ceremony_plans.settings_of(row)) == (Settings(), chosen)


def test_a_version_is_shown_with_names_totals_and_awards(session: Session, cast: Cast, version: ResultsVersion) -> None:
    found = plan(session, version)

    assert {key: (team.name, team.total, team.place, team.shared) for key, team in found.teams.items()} == {
        "T01": ("Zarafshon", Decimal("17.50"), 1, False), "T02": ("Alatau", Decimal("12.50"), 2, False),
    }  # fmt: skip
    assert (found.levels, found.maximum, found.version, found.named) == (("I degree", "II degree"), 20_000, 1, 2)
    assert [person.name for person in found.teams["T01"].members] == ["Eva", "Gul"]


def test_how_names_are_said_stands_beside_them(session: Session, cast: Cast, version: ResultsVersion) -> None:
    gul = session.scalars(select(Participant).where(Participant.key == "gul")).one()
    said = {(cast.t01.id, None): "zarafSHON", (cast.t01.id, gul.id): "GUL"}
    ceremonies.say_names(session, cast.section, said, by=cast.ana)

    team = plan(session, version).teams["T01"]

    assert (team.said, team.members) == ("zarafSHON", (Person("Eva", "", True), Person("Gul", "GUL", False)))


@pytest.mark.parametrize("consent", ["consents_name", "consents_score"])
def test_who_did_not_agree_to_both_is_counted_and_not_named(
    session: Session, cast: Cast, version: ResultsVersion, consent: str
) -> None:
    make_participant(session, cast.t01, name="Olim", **{consent: False})

    team = plan(session, version).teams["T01"]

    assert ([person.name for person in team.members], team.unnamed) == (["Eva", "Gul"], 1)
    assert plan(session, version).teams["T02"].unnamed == 0


def test_a_team_that_nobody_calls_on_stage_is_not_told(session: Session, cast: Cast) -> None:
    set_rules(session, cast, [["award.I degree", "total>=15"]])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})

    assert set(plan(session, finalise(session, cast)).teams) == {"T01"}


def test_a_special_award_brings_a_team_on_stage_that_has_no_level(session: Session, cast: Cast) -> None:
    set_rules(session, cast, [["award.I degree", "total>=15"]])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    session.add(SpecialAward(section_id=cast.section.id, team_id=cast.t02.id, award="Neatest", reason="bench"))
    session.flush()

    found = plan(session, finalise(session, cast))

    assert set(found.teams) == {"T01", "T02"}
    assert (found.teams["T02"].place, found.named) == (2, 1)


@pytest.mark.parametrize(("method", "shown"), [("", 0), ("best", 1)])
def test_institutions_are_shown_where_the_section_compares_them_in_public(
    session: Session, cast: Cast, version: ResultsVersion, method: str, shown: int
) -> None:
    cast.section.institutions_table = method

    found = plan(session, version, Settings(Order(institutions=When.LAST)))

    steps = [step for step in found.steps if step.kind is StepKind.INSTITUTIONS]
    assert (len(steps), len(found.institutions)) == (shown, shown)
    assert [step.teams for step in steps] == [tuple(found.institutions)] * shown


def test_a_rehearsal_shows_invented_teams_under_the_awards_of_the_rules(session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    make_team(session, cast.section, name="Real team")

    found = ceremony_plans.of_rehearsal(session, cast.section, Settings(languages=("en",)), TEXTS)

    assert [(team.name, team.place, team.shared, team.total) for team in found.teams.values()] == [
        ("Sample 1", 1, False, None), ("Sample 2", 2, False, None), ("Sample 3", 3, False, None),
        ("Sample 4", 4, True, None), ("Sample 5", 4, True, None),
    ]  # fmt: skip
    assert (found.levels, found.version, found.institutions) == (("I degree", "II degree"), 0, {})
    assert (found.edition, found.section) == TEXTS


def test_without_awards_a_rehearsal_has_three_in_the_language_of_the_hall(session: Session, cast: Cast) -> None:
    found = ceremony_plans.of_rehearsal(session, cast.section, Settings(languages=("ru", "en")), TEXTS)

    assert found.levels == ("I степень", "II степень", "III степень")
    assert len(found.teams) == 7
    assert set(found.teams["1"].institution) == {"ru", "en"}
