"""What signatures under the rules are worth: what makes one fall, what it survives, and who is waited for."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from olympiad.models.rules import Rules
from olympiad.services.computing import rules
from olympiad.services.sections import rule_signatures, rule_signing, rule_versions
from tests.factories import Cast, make_cast


@pytest.fixture
def cast(session: Session) -> Cast:
    made = make_cast(session)
    unsigned = present(session, made)
    unsigned.signed_at = unsigned.signed_by_id = None
    session.flush()
    return made


def present(session: Session, cast: Cast) -> Rules:
    row = rules.present(session, cast.section)
    assert row is not None
    return row


def codes(session: Session, cast: Cast) -> list[str]:
    return [one.code for one in rule_signatures.blockers(session, cast.section)]


def test_signature_falls_when_the_rubric_changes(session: Session, cast: Cast) -> None:
    rule_signing.sign(session, cast.section, number=1, by=cast.ben)

    cast.pipetting.criteria[0].maximum += 1000
    session.flush()
    fallen = codes(session, cast)
    rule_signing.sign(session, cast.section, number=1, by=cast.ben)

    assert (fallen, codes(session, cast)) == (["blocker_rules_unsigned"], [])


def test_signature_stands_when_only_a_title_changes(session: Session, cast: Cast) -> None:
    rule_signing.sign(session, cast.section, number=1, by=cast.ben)

    cast.pipetting.title_uz = "Pipetka bilan ishlash"
    session.flush()

    assert codes(session, cast) == []


def test_save_after_the_start_carries_the_chief_judge_and_waits_for_the_others(session: Session, cast: Cast) -> None:
    for user in (cast.ana, cast.ben):
        rule_signing.name_signatory(session, cast.section, name="", title="", user=user, by=cast.ana)
    cast.section.marking_started_at = datetime(2026, 12, 5, 9, tzinfo=UTC)

    rule_versions.save(session, cast.section, [("decimals", "3")], reason="Jury decision", base=1, by=cast.ben)

    assert rule_signatures.signing(session, cast.section).waiting == [cast.ana.name]
