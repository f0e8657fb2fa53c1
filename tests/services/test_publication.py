"""What is published respects consents: a team named after somebody who has not agreed is shown by its code."""

import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from olympiad.domain.bundle import bundle_checksum
from olympiad.models.participant import Participant
from olympiad.services.results import publication, results
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


@pytest.fixture
def version(session: Session, cast: Cast):
    """T01 is called after its leader Eva, T02 is not called after anybody."""
    cast.t01.name, cast.t02.name = "Eva and friends", "Catalase"
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    return finalise(session, cast)


def names(bundle) -> dict[str, str]:
    return {key: shown["name"] for key, shown in bundle["display"]["teams"].items()}


def test_names_stand_while_everybody_agrees(session: Session, cast: Cast, version) -> None:
    assert names(publication.public_bundle(session, version)) == {"T01": "Eva and friends", "T02": "Catalase"}


@pytest.mark.parametrize("scope", ["consents_name", "consents_score"])
def test_a_name_without_consent_becomes_the_code(session: Session, cast: Cast, version, scope: str) -> None:
    for one in session.scalars(select(Participant)):
        setattr(one, scope, False)

    shown = publication.public_bundle(session, version)

    assert names(shown) == {"T01": cast.t01.code, "T02": "Catalase"}
    assert bundle_checksum(shown) == version.sha256
    assert names(results.bundle_of(version))["T01"] == "Eva and friends"


def test_names_can_go_while_the_rest_is_frozen(session: Session, version) -> None:
    version.display = json.dumps({})
    session.commit()

    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(text("UPDATE results_version SET bundle = '{}'"))
    session.rollback()
