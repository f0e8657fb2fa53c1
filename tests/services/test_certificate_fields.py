"""Who has earned which certificates: by the ranking of a frozen version, one for each award, else one of participation."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.certificate_designs import DesignKind
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.services.results import certificate_designs, certificate_fields
from olympiad.services.results.certificate_texts import Document
from olympiad.wording.ready_designs import ready
from tests.factories import NOON, Cast

ROW = {"place": "1", "total": "17.5", "award": "", "special_awards": [], "listing": "placed", "task_marks": {"P": "8"}}


def documents(session: Session, cast: Cast, *rows: dict[str, object], who: Participant | None = None) -> list[Document]:
    ranking = [ROW | row for row in rows]
    bundle = json.dumps({"ranking": ranking, "maximum": "20"})
    version = ResultsVersion(
        section_id=cast.section.id, number=1, bundle=bundle, display="{}", sha256="", finalised_at=NOON
    )
    return certificate_fields.documents_of(session, version, ("en",), NOON, who)


def told(found: list[Document]) -> list[tuple[str, str]]:
    return [(one.name, one.award) for one in found]


def test_everybody_of_a_team_gets_one_in_the_order_of_the_ranking_the_leader_first(
    session: Session, cast: Cast
) -> None:
    found = documents(session, cast, {"team": "T02"}, {"team": "T01"})

    assert told(found) == [("Finn", ""), ("Eva", ""), ("Gul", "")]
    assert {one.kind for one in found} == {"participation"}


def test_each_award_has_its_own_and_the_level_comes_first(session: Session, cast: Cast) -> None:
    found = documents(session, cast, {"team": "T02", "award": "I degree", "special_awards": ["Fastest", "Neatest"]})

    assert told(found) == [("Finn", "I degree"), ("Finn", "Fastest"), ("Finn", "Neatest")]


@pytest.mark.parametrize(
    ("row", "got"),
    [
        ({"listing": "placed"}, True),
        ({"listing": "guest"}, True),
        ({"listing": "incomplete"}, True),
        ({"listing": "withdrawn"}, False),
        ({"listing": "disqualified"}, False),
        ({"task_marks": {"P": "absent", "G": "absent"}}, False),
        ({"task_marks": {"P": "absent", "G": "0"}}, True),
    ],
)
def test_who_took_part_is_told_by_the_ranking(session: Session, cast: Cast, row: dict[str, object], got: bool) -> None:
    assert bool(documents(session, cast, {"team": "T02"} | row)) is got


def test_a_team_that_is_gone_since_gets_nothing(session: Session, cast: Cast) -> None:
    assert told(documents(session, cast, {"team": "T09"}, {"team": "T02"})) == [("Finn", "")]


@pytest.mark.parametrize(
    ("award", "kind"),
    [("I degree", DesignKind.DEGREE), ("Absolute winner", DesignKind.ABSOLUTE), ("Gold", DesignKind.DEGREE)],
)
def test_each_kind_of_award_has_its_design(session: Session, cast: Cast, award: str, kind: DesignKind) -> None:
    for one in (DesignKind.DEGREE, DesignKind.ABSOLUTE, DesignKind.NOMINATION, DesignKind.PARTICIPATION):
        certificate_designs.save(session, cast.edition, None, one, ready(one), base=0, by=cast.ana)

    level, special = documents(session, cast, {"team": "T02", "award": award, "special_awards": ["Neatest"]})
    (nothing,) = documents(session, cast, {"team": "T02"})

    used = [one.design.design if one.design else None for one in (level, special, nothing)]
    assert used == [ready(kind), ready(DesignKind.NOMINATION), ready(DesignKind.PARTICIPATION)]


def test_of_one_member_only_the_own_ones_are_listed(session: Session, cast: Cast) -> None:
    certificate_designs.save(
        session, cast.edition, None, DesignKind.JUDGE, ready(DesignKind.JUDGE), base=0, by=cast.ana
    )
    gul = session.scalars(select(Participant).where(Participant.key == "gul")).one()
    rows = ({"team": "T01", "award": "I degree"}, {"team": "T02"})

    assert told(documents(session, cast, *rows, who=gul)) == [("Gul", "I degree")]
    assert [one.name for one in documents(session, cast, *rows)] == ["Eva", "Gul", "Finn", "cem", "dana"]
