"""Who gets a certificate beside the members: teams with an award, mentors, official judges, organizers."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.roles import Role
from olympiad.models.user import User
from olympiad.services.results import certificate_designs, certificate_recipients
from olympiad.services.results.certificate_recipients import organizer_key
from olympiad.services.results.certificate_texts import Document, Writer
from olympiad.wording.ready_designs import ready
from tests.factories import NOON, Cast, give_role, make_edition, make_judge, make_section, make_user

ROW = {"place": "1", "total": "17.50", "award": "", "special_awards": []}


def documents(
    session: Session, cast: Cast, *kinds: DesignKind, ranking: tuple[dict[str, Any], ...] = ()
) -> list[Document]:
    """List them where these kinds have a design."""
    for kind in kinds:
        certificate_designs.save(session, cast.edition, None, kind, ready(kind), base=0, by=cast.ana)
    bundle = {"maximum": "20", "ranking": [ROW | row for row in ranking]}
    writer = Writer(session, cast.section, bundle, ("en",), NOON)
    return certificate_recipients.documents(session, cast.section, writer)


def told(found: list[Document]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.name, one.recipient) for one in found]


def test_nobody_gets_one_without_a_design(session: Session, cast: Cast) -> None:
    cast.t01.mentor = "Lim Siew Ling"

    assert documents(session, cast, ranking=({"team": "T01", "award": "I degree"},)) == []


def test_teams_with_an_award_of_a_level_get_a_diploma_with_their_members(session: Session, cast: Cast) -> None:
    cast.t01.name, cast.t02.name = "Zarafshon", ""
    rows = (
        {"team": "T02", "award": "I degree"},
        {"team": "T01", "award": "II degree"},
        {"team": "T09", "award": "II degree"},
    )

    found = documents(session, cast, DesignKind.TEAM, ranking=rows)

    assert told(found) == [("team", "T02", "team:T02"), ("team", "Zarafshon", "team:T01")]
    assert [[one["name"] for one in each.fields["members"]] for each in found] == [["Finn"], ["Eva", "Gul"]]
    assert [one.award for one in found] == ["I degree", "II degree"]


@pytest.mark.parametrize("row", [{"award": ""}, {"award": "", "special_awards": ["Neatest"]}])
def test_a_team_without_a_level_gets_no_diploma(session: Session, cast: Cast, row: dict[str, Any]) -> None:
    assert documents(session, cast, DesignKind.TEAM, ranking=({"team": "T01"} | row,)) == []


def test_mentors_are_thanked_for_each_of_their_teams(session: Session, cast: Cast) -> None:
    assert documents(session, cast, DesignKind.MENTOR) == []
    cast.t01.mentor = cast.t02.mentor = "Lim Siew Ling"
    session.flush()

    assert told(documents(session, cast)) == [
        ("mentor", "Lim Siew Ling", "mentor:T01"), ("mentor", "Lim Siew Ling", "mentor:T02"),
    ]  # fmt: skip


def test_official_judges_with_a_name_are_thanked_in_the_order_of_keys(session: Session, cast: Cast) -> None:
    make_judge(session, cast.section, key="aa", name="Aziza Karimova")
    make_judge(session, cast.section, key="bb", name="")
    make_judge(session, cast.section, key="pupil", kind="practice")
    make_judge(session, make_section(session))

    assert told(documents(session, cast, DesignKind.JUDGE)) == [
        ("judge", "Aziza Karimova", "judge:aa"), ("judge", "cem", "judge:cem"), ("judge", "dana", "judge:dana"),
    ]  # fmt: skip


def named(session: Session, name: str) -> User:
    user = make_user(session)
    user.name = name
    return user


def test_organizers_of_the_section_or_its_edition_are_thanked_once_by_name(session: Session, cast: Cast) -> None:
    cast.ana.name = "Olim"
    other = make_section(session, edition=cast.edition)
    for name, where in (
        ("Bek", {"section": cast.section}),
        ("Olim", {"section": cast.section}),
        ("Elsewhere", {"section": other}),
        ("Foreign", {"edition": make_edition(session)}),
        ("", {"edition": cast.edition}),
    ):
        give_role(session, named(session, name), Role.ORGANIZER, **where)
    give_role(session, named(session, "Waiting"), Role.ORGANIZER, edition=cast.edition).pending_since = NOON
    give_role(session, cast.ana, Role.ORGANIZER, section=cast.section)
    session.flush()

    assert told(documents(session, cast, DesignKind.ORGANIZER)) == [
        ("organizer", name, f"organizer:{organizer_key(name)}") for name in ("Bek", "Olim")
    ]
    assert [one.name for one in certificate_recipients.organizers(session, cast.section)] == ["Bek", "Olim", "Olim"]


def test_kinds_come_one_after_the_other(session: Session, cast: Cast) -> None:
    cast.t01.mentor = "Lim"

    found = documents(session, cast, *DesignKind, ranking=({"team": "T01", "award": "Gold"},))

    assert [one.kind for one in found] == ["team", "mentor", "judge", "judge", "organizer"]
    assert organizer_key("Olim") != organizer_key("Olim ")
