"""Signing the rules: alone, by several named persons, on paper; who may not, and what stands in the record of it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditEntry
from olympiad.models.rule_signature import RuleSignature
from olympiad.models.rules import Rules
from olympiad.services.sections import rule_signatures, rule_signing, rule_versions
from tests.factories import Cast, make_cast
from tests.services.test_rule_signatures import codes, present

DAY = date(2026, 1, 5)


@pytest.fixture
def cast(session: Session) -> Cast:
    made = make_cast(session)
    unsigned = present(session, made)
    unsigned.signed_at = unsigned.signed_by_id = None
    session.flush()
    return made


def said(session: Session, action: str) -> dict[str, Any]:
    query = select(AuditEntry.content).where(AuditEntry.action == action).order_by(AuditEntry.id.desc()).limit(1)
    found: dict[str, Any] = json.loads(session.scalars(query).one())
    return found


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


def test_a_signature_says_which_text_was_signed_and_by_whom(session: Session, cast: Cast) -> None:
    guest = rule_signing.name_signatory(session, cast.section, name="Guest", title="Rector", user=None, by=cast.ana)

    row = rule_signing.record_paper(session, cast.section, guest, number=1, signed_on=DAY, by=cast.ben)

    signature = session.scalars(select(RuleSignature)).one()
    told = {"number": 1, "sha256": signature.sha256, "signatory": guest.id, "on_paper": True, "signed_on": "2026-01-05"}
    assert said(session, "rules.sign")["after"] == told
    assert (row.signed_by_id, signature.user_id) == (cast.ben.id, cast.ben.id)


def test_the_day_of_a_signature_is_that_of_the_edition(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Late on the fourth in Greenwich it is the fifth in Samarkand, also for what was signed on paper."""
    cast.edition.time_zone = "Asia/Samarkand"
    monkeypatch.setattr(rule_signing, "utc_now", lambda: datetime(2026, 1, 4, 23, tzinfo=UTC))
    guest = rule_signing.name_signatory(session, cast.section, name="Guest", title="", user=None, by=cast.ana)
    rule_signing.name_signatory(session, cast.section, name="", title="", user=cast.ben, by=cast.ana)

    rule_signing.sign(session, cast.section, number=1, by=cast.ben)
    with pytest.raises(DomainError, match="signed_in_future"):
        rule_signing.record_paper(
            session, cast.section, guest, number=1, signed_on=DAY + timedelta(days=1), by=cast.ben
        )
    rule_signing.record_paper(session, cast.section, guest, number=1, signed_on=DAY, by=cast.ben)

    assert list(session.scalars(select(RuleSignature.signed_on))) == [DAY, DAY]


def test_nothing_is_signed_where_there_are_no_rules(session: Session, cast: Cast) -> None:
    session.execute(delete(Rules).where(Rules.section_id == cast.section.id))

    with pytest.raises(DomainError, match="rules_missing"):
        rule_signing.sign(session, cast.section, number=1, by=cast.ben)

    assert session.scalars(select(RuleSignature)).all() == []


def test_paper_is_recorded_once_and_not_for_a_name_that_was_taken_off(session: Session, cast: Cast) -> None:
    section = cast.section
    first, second = (
        rule_signing.name_signatory(session, section, name=name, title="", user=None, by=cast.ana)
        for name in ("First", "Second")
    )
    rule_signing.record_paper(session, section, first, number=1, signed_on=DAY, by=cast.ben)
    rule_signing.remove_signatory(session, section, second, by=cast.ana)

    for signatory in (first, second):
        with pytest.raises(DomainError, match="rules_signed_already"):
            rule_signing.record_paper(session, section, signatory, number=1, signed_on=DAY, by=cast.ben)

    assert list(session.scalars(select(RuleSignature.signatory_id))) == [first.id]


def test_names_are_sealed_and_an_account_brings_its_own(session: Session, cast: Cast) -> None:
    row = rule_signing.name_signatory(session, cast.section, name=" ", title=" Rector ", user=cast.ben, by=cast.ana)
    named = said(session, "rule_signing.name_signatory")
    rule_signing.remove_signatory(session, cast.section, row, by=cast.ana)
    removed = said(session, "rule_signing.remove_signatory")

    assert (row.name, row.title) == (cast.ben.name, "Rector")
    assert (named["after"], set(named["sealed"])) == ({"user": cast.ben.id}, {"name", "title"})
    assert (removed["before"], set(removed["sealed"])) == ({"user": cast.ben.id}, {"name"})


def test_an_account_is_named_once_under_whatever_name(session: Session, cast: Cast) -> None:
    rule_signing.name_signatory(session, cast.section, name="", title="", user=cast.ben, by=cast.ana)

    with pytest.raises(DomainError, match="signatory_named_already"):
        rule_signing.name_signatory(session, cast.section, name="The chief", title="", user=cast.ben, by=cast.ana)

    assert [one.position for one in rule_signatures.signatories(session, cast.section)] == [1]


def test_taking_the_only_name_off_signs_nothing(session: Session, cast: Cast) -> None:
    guest = rule_signing.name_signatory(session, cast.section, name="Guest", title="", user=None, by=cast.ana)

    rule_signing.remove_signatory(session, cast.section, guest, by=cast.ana)

    assert (present(session, cast).signed_at, codes(session, cast)) == (None, ["blocker_rules_unsigned"])


def test_the_chief_judge_signs_what_is_saved_after_the_start_and_nobody_who_is_not_named(
    session: Session, cast: Cast
) -> None:
    rule_signing.name_signatory(session, cast.section, name="", title="", user=cast.ana, by=cast.ana)
    version = present(session, cast)

    rule_signing.sign_as_chief_judge(session, cast.section, version, by=cast.ben)
    not_named = rule_signatures.signing(session, cast.section).waiting
    rule_signing.sign_as_chief_judge(session, cast.section, version, by=cast.ana)

    assert (not_named, codes(session, cast)) == ([cast.ana.name], [])
