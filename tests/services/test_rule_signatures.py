"""Signing the rules: alone, by several named persons, on paper, and what makes a signature fall."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.rules import Rules
from olympiad.services.computing import rules
from olympiad.services.sections import rule_signatures, rule_signing, rule_versions
from tests.factories import Cast, make_cast

DAY = date(2026, 1, 5)


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


def test_sign_is_done_once_where_nobody_is_named(session: Session, cast: Cast) -> None:
    before = codes(session, cast)

    row = rule_signing.sign(session, cast.section, number=1, by=cast.ben)

    assert (before, codes(session, cast), row.signed_by_id) == (["blocker_rules_unsigned"], [], cast.ben.id)
    with pytest.raises(DomainError, match="rules_signed_already"):
        rule_signing.sign(session, cast.section, number=1, by=cast.ana)


def test_sign_refuses_another_version_than_was_read(session: Session, cast: Cast) -> None:
    rule_versions.save(session, cast.section, [("decimals", "3")], reason="", base=1, by=cast.ana)

    with pytest.raises(DomainError, match="rules_changed_meanwhile"):
        rule_signing.sign(session, cast.section, number=1, by=cast.ben)


def test_rules_are_signed_when_everybody_named_has_signed(session: Session, cast: Cast) -> None:
    section = cast.section
    rule_signing.name_signatory(session, section, name="", title="Chief judge", user=cast.ben, by=cast.ana)
    guest = rule_signing.name_signatory(
        session, section, name="Malika Xolmatova", title="Appeal commission", user=None, by=cast.ana
    )

    rule_signing.sign(session, section, number=1, by=cast.ben)
    waiting = rule_signatures.blockers(session, section)[0]
    signed_before = present(session, cast).signed_at
    rule_signing.record_paper(session, section, guest, number=1, signed_on=DAY, by=cast.ben)

    assert (waiting.code, waiting.fields["names"]) == ("blocker_rules_wait_for", "Malika Xolmatova")
    assert (signed_before, present(session, cast).signed_at is not None, codes(session, cast)) == (None, True, [])
    lines = rule_signatures.signing(session, section).lines
    assert [line.signature.on_paper for line in lines if line.signature] == [False, True]


@pytest.mark.parametrize(("person", "code"), [("cem", "rules_not_yours_to_sign"), ("ben", "rules_signed_already")])
def test_sign_is_for_those_named_and_once(session: Session, cast: Cast, person: str, code: str) -> None:
    rule_signing.name_signatory(session, cast.section, name="", title="", user=cast.ben, by=cast.ana)
    rule_signing.sign(session, cast.section, number=1, by=cast.ben)

    with pytest.raises(DomainError, match=code):
        rule_signing.sign(session, cast.section, number=1, by=getattr(cast, person))


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


def test_paper_of_tomorrow_is_refused(session: Session, cast: Cast) -> None:
    guest = rule_signing.name_signatory(session, cast.section, name="Guest", title="", user=None, by=cast.ana)

    with pytest.raises(DomainError, match="signed_in_future"):
        rule_signing.record_paper(session, cast.section, guest, number=1, signed_on=date(2999, 1, 1), by=cast.ben)
    assert rule_signatures.signing(session, cast.section).waiting == ["Guest"]


@pytest.mark.parametrize(("name", "code"), [(" ", "signatory_without_name"), ("guest", "signatory_named_already")])
def test_name_signatory_refuses(session: Session, cast: Cast, name: str, code: str) -> None:
    rule_signing.name_signatory(session, cast.section, name="Guest", title="", user=None, by=cast.ana)

    with pytest.raises(DomainError, match=code):
        rule_signing.name_signatory(session, cast.section, name=name, title="", user=None, by=cast.ana)
    assert len(rule_signatures.signatories(session, cast.section)) == 1


def test_remove_signatory_lets_the_rest_be_enough(session: Session, cast: Cast) -> None:
    guest = rule_signing.name_signatory(session, cast.section, name="Guest", title="", user=None, by=cast.ana)
    rule_signing.name_signatory(session, cast.section, name="", title="", user=cast.ben, by=cast.ana)
    rule_signing.sign(session, cast.section, number=1, by=cast.ben)

    rule_signing.remove_signatory(session, cast.section, guest, by=cast.ana)

    assert (codes(session, cast), present(session, cast).signed_at is not None) == ([], True)
