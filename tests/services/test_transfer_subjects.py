"""What a moved chain's lines are about: rows there become positions in a file, and those become rows here."""

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from olympiad.models.audit import AuditChain
from olympiad.services.record import audit, section_rows, transfer_subjects
from tests.factories import Cast


def chain(origin: dict[str, Any] | None) -> AuditChain:
    return AuditChain(name="moved:1:0", written_as="section:7", origin="" if origin is None else json.dumps(origin))


def test_a_subject_is_named_by_the_row_that_it_became_here() -> None:
    moved = chain({"people": {}, "rows": {"team": {"7": 70}, "operation": {"ab:cd": 5}}})

    found = transfer_subjects.here_of(moved, ["team:7", "team:8", "task:7", "plain", "operation:ab:cd"])

    assert found == {"team:7": "team:70", "operation:ab:cd": "operation:5"}


@pytest.mark.parametrize("origin", [None, {"people": {}}])
def test_a_chain_of_here_or_of_an_older_file_names_nothing(origin: dict[str, Any] | None) -> None:
    assert transfer_subjects.here_of(chain(origin), ["team:7"]) == {}


def test_positions_are_those_of_the_rows_that_lines_are_about(session: Session, cast: Cast) -> None:
    for subject in (f"team:{cast.t02.id}", f"section:{cast.section.id}", "team:999999", "report:bundle", "plain"):
        audit.record(session, "test.act", subject, by=cast.ana, section=cast.section)
    own = session.query(AuditChain).filter_by(section_id=cast.section.id).one()
    ordinals = section_rows.ordinals_of(session, cast.section.id)

    found = transfer_subjects.positions(session, own, ordinals)

    assert found == {"team": {str(cast.t02.id): 1}, "section": {str(cast.section.id): 0}}


def test_positions_of_a_chain_that_came_are_told_by_its_own_numbers(session: Session, cast: Cast) -> None:
    audit.record(session, "test.act", "team:7", by=cast.ana, section=cast.section)
    came = session.query(AuditChain).filter_by(section_id=cast.section.id).one()
    came.written_as, came.origin = "section:7", json.dumps({"rows": {"team": {"7": cast.t02.id, "8": cast.t01.id}}})
    session.flush()
    ordinals = section_rows.ordinals_of(session, cast.section.id)

    assert transfer_subjects.positions(session, came, ordinals) == {"team": {"7": 1}}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"team": {"7": 0, "8": 1}}, {"team": {"7": 70, "8": 80}}),
        ({"team": {"7": 2, "8": -1}}, {"team": {}}),
        ({"user": {"7": 0}, "operation": {"7": 0}, "nothing": {"7": 0}}, {}),
        (None, {}),
        ([1], {}),
        ("text", {}),
    ],
)
def test_positions_become_the_rows_that_were_made_and_the_rest_is_left_out(
    told: object, found: dict[str, dict[str, int]]
) -> None:
    assert transfer_subjects.rows_here(told, {"team": [70, 80], "operation": [], "user": [1]}) == found
