"""After the retention date personal data goes; results, register and record stay and verify."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.audit import AuditDetail
from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.user import User
from olympiad.services.keeping import retention
from olympiad.services.record import audit, audit_verification
from olympiad.services.results import certificates, results, results_files
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

pytestmark = pytest.mark.both_databases

UNTIL = date(2027, 12, 31)
AFTER = date(2028, 1, 1)


@pytest.fixture
def issued(session: Session, cast: Cast) -> list[Certificate]:
    """Certificates are issued; T01 is called after Eva; a reason and a name stand behind the record."""
    cast.t01.name, cast.t01.mentor = "Eva and friends", "Prof. Aliyev"
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast, official=True)
    results.publish(session, version, by=cast.ana)
    found = certificates.issue(session, version, by=cast.ana)
    personal = {"name": "Eva", "reason": "misspelt"}
    audit.record(session, "teams.change", "team:1", by=cast.ana, section=cast.section, personal=personal)
    retention.keep_until(session, cast.edition, UNTIL, by=cast.admin)
    session.commit()
    return found


def texts(session: Session) -> str:
    """Everything that is kept of people, in one string."""
    rows = [*session.scalars(select(Certificate.fields)), *session.scalars(select(ResultsVersion.display))]
    rows += [*session.scalars(select(Participant.name)), *session.scalars(select(AuditDetail.value))]
    rows += [name or "" for name in session.scalars(select(User.name).where(User.active.is_(False)))]
    return "\n".join(rows)


def test_purge_takes_names_away_everywhere(session: Session, cast: Cast, issued: list[Certificate]) -> None:
    assert "Eva" in texts(session)

    retention.purge(session, cast.edition, today=AFTER, by=cast.admin)
    session.commit()

    left = texts(session)
    assert [name for name in ("Eva", "Finn", "Gul", "Aliyev", "misspelt") if name in left] == []
    assert session.get_one(User, cast.eva.id).active is False
    assert session.get_one(User, cast.ana.id).active is True


def test_purge_leaves_results_that_recompute_and_a_record_that_verifies(
    session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    heads = audit_verification.heads(session)

    retention.purge(session, cast.edition, today=AFTER, by=cast.admin)
    session.commit()

    version = results.latest(session, cast.section)
    assert version is not None
    assert results_files.verify(json.dumps(results.bundle_of(version))) == []
    assert [report.findings for report in audit_verification.verify(session, heads)] == [(), ()]


def test_the_register_keeps_number_place_award_and_a_hash(
    session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    before = {row.number: json.loads(row.fields) for row in issued}

    retention.purge(session, cast.edition, today=AFTER, by=cast.admin)

    for row in session.scalars(select(Certificate)):
        old, new = before[row.number], json.loads(row.fields)
        assert (row.state, new["place"], new["award"]) == ("valid", old["place"], old["award"])
        assert new["hash"] == retention.seal(row.token, audit.canonical(old))
        assert retention.bears_name(row, f" {old['name'].upper()} ")
        assert not retention.bears_name(row, "Somebody Else")


@pytest.mark.parametrize("today", [UNTIL, date(2026, 12, 6)])
def test_purge_before_the_day_is_refused(session: Session, cast: Cast, issued: list[Certificate], today: date) -> None:
    details = session.scalar(select(func.count()).select_from(AuditDetail))

    with pytest.raises(DomainError, match="retention_not_over"):
        retention.purge(session, cast.edition, today=today, by=cast.admin)

    assert session.scalar(select(func.count()).select_from(AuditDetail)) == details


def test_purge_without_a_day_is_refused(session: Session, cast: Cast) -> None:
    with pytest.raises(DomainError, match="retention_not_over"):
        retention.purge(session, cast.edition, today=AFTER, by=cast.admin)


def test_purge_happens_once_and_certificates_are_not_issued_afterwards(
    session: Session, cast: Cast, issued: list[Certificate]
) -> None:
    retention.purge(session, cast.edition, today=AFTER, by=cast.admin)
    version = results.latest(session, cast.section)
    assert version is not None

    with pytest.raises(DomainError, match="edition_purged"):
        retention.purge(session, cast.edition, today=AFTER, by=cast.admin)
    with pytest.raises(DomainError, match="edition_purged"):
        certificates.issue(session, version, by=cast.ana)
    with pytest.raises(DomainError, match="edition_purged"):
        certificates.reissue(session, issued[0], by=cast.ana)


def test_plan_counts_what_goes(session: Session, cast: Cast, issued: list[Certificate]) -> None:
    shown = retention.plan(session, cast.edition)

    assert (shown.participants, shown.judges, shown.teams, shown.accounts, shown.certificates) == (3, 2, 1, 5, 3)
    assert shown == retention.purge(session, cast.edition, today=AFTER, by=cast.admin)
