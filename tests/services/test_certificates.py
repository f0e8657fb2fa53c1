"""Certificates: who gets which, numbers, superseding, revoking, letters that cannot be printed."""

import json
import threading

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.models.participant import Participant
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services.results import certificates
from tests.factories import Cast
from tests.results_world import finalise, mark_everything, set_mark, set_rules


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    """T01 (eva, gul) has the I degree, T02 (finn) nothing."""
    set_rules(session, cast, [["award.I degree", "total>=15"]])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.edition.certificate_prefix = "SAM-2026"
    return finalise(session, cast, official=True)


def person(session: Session, key: str) -> Participant:
    return session.scalars(select(Participant).where(Participant.key == key)).one()


def told(rows: list[Certificate]) -> list[tuple[str, str, str, str]]:
    return [(row.number, json.loads(row.fields)["name"], row.kind, row.state) for row in rows]


def correct_t02(session: Session, cast: Cast) -> ResultsVersion:
    """An appeal lifts T02 to the I degree."""
    for task in ("P", "G"):
        for judge in ("cem", "dana"):
            set_mark(session, cast.sheets["T02", task, judge], 9000)
    return finalise(session, cast, official=True, reason="Appeal of T02")


def test_issue_gives_each_member_a_numbered_certificate(session: Session, cast: Cast, version: ResultsVersion) -> None:
    issued = certificates.issue(session, version, by=cast.ana)

    assert told(issued) == [
        ("SAM-2026-BIO-0001", "Eva", "award", "valid"),
        ("SAM-2026-BIO-0002", "Gul", "award", "valid"),
        ("SAM-2026-BIO-0003", "Finn", "participation", "valid"),
    ]
    assert len({row.token for row in issued}) == 3
    assert min(len(row.token) for row in issued) >= 22


def test_issue_freezes_every_printed_field(session: Session, cast: Cast, version: ResultsVersion) -> None:
    first = certificates.issue(session, version, by=cast.ana)[0]
    person(session, "eva").name = "Another"
    session.flush()

    fields = json.loads(first.fields)

    assert (fields["name"], fields["place"], fields["total"]) == ("Eva", "1", "17.50")
    assert [(text["lang"], text["document"]) for text in fields["texts"]][1] == ("en", "Diploma of the I degree")


def test_issue_a_second_time_has_nothing_to_do(session: Session, cast: Cast, version: ResultsVersion) -> None:
    certificates.issue(session, version, by=cast.ana)

    with pytest.raises(DomainError) as refused:
        certificates.issue(session, version, by=cast.ana)

    assert refused.value.code == "certificates_none_left"
    assert len(certificates.listed(session, cast.section)) == 3


def test_issue_from_a_new_version_supersedes_what_prints_differently(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    finn = certificates.issue(session, version, by=cast.ana)[2]

    issued = certificates.issue(session, correct_t02(session, cast), by=cast.ana)

    assert [json.loads(row.fields)["name"] for row in issued] == ["Finn", "Eva", "Gul"]
    assert (finn.state, finn.superseded_by_id) == ("superseded", issued[0].id)
    assert issued[0].kind == "award"


def test_issue_names_person_and_letter_that_cannot_be_printed(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    person(session, "gul").name_local = "古力"
    session.flush()

    with pytest.raises(DomainError) as refused:
        certificates.issue(session, version, by=cast.ana)

    assert refused.value.code == "certificate_glyph_missing"
    assert refused.value.fields == {"count": 2, "letters": "力 – Gul; 古 – Gul"}
    assert certificates.listed(session, cast.section) == []


def test_issue_prints_kazakh_tajik_and_uzbek_letters(session: Session, cast: Cast, version: ResultsVersion) -> None:
    person(session, "gul").name_local = "Әйгерім Нұрланқызы ғөүһ ӣӯҷҳ Oʻgʻil ʼ"
    session.flush()

    assert len(certificates.issue(session, version, by=cast.ana)) == 3


def test_revoke_wants_a_reason_and_holds_once(session: Session, cast: Cast, version: ResultsVersion) -> None:
    row = certificates.issue(session, version, by=cast.ana)[0]

    with pytest.raises(DomainError):
        certificates.revoke(session, row, reason=" ", by=cast.ana)
    assert row.state == "valid"
    certificates.revoke(session, row, reason="Issued to the wrong person", by=cast.ana)

    assert (row.state, row.reason) == ("revoked", "Issued to the wrong person")
    with pytest.raises(DomainError) as refused:
        certificates.revoke(session, row, reason="Again", by=cast.ana)
    assert refused.value.code == "certificate_not_valid"


def test_reissue_prints_the_corrected_name_under_a_new_number(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    row = certificates.issue(session, version, by=cast.ana)[0]
    person(session, "eva").name = "Eva Oʻktamova"
    session.flush()

    new = certificates.reissue(session, row, by=cast.ana)

    assert (new.number, json.loads(new.fields)["name"], new.state) == ("SAM-2026-BIO-0004", "Eva Oʻktamova", "valid")
    assert (row.state, row.superseded_by_id) == ("superseded", new.id)


def test_reissue_without_a_change_is_refused(session: Session, cast: Cast, version: ResultsVersion) -> None:
    row = certificates.issue(session, version, by=cast.ana)[0]

    with pytest.raises(DomainError):
        certificates.reissue(session, row, by=cast.ana)

    assert row.state == "valid"


def test_issue_numbers_are_unique_when_two_sections_issue_at_once(
    engine: Engine, session: Session, cast: Cast, version: ResultsVersion
) -> None:
    version_id, section_id = version.id, cast.section.id
    session.commit()
    faults: list[Exception] = []

    def issue_by_another() -> None:
        with Session(engine) as own:
            try:
                certificates.issue(own, own.get_one(ResultsVersion, version_id), by=None)
                own.commit()
            except DomainError:
                own.rollback()
            except Exception as fault:
                faults.append(fault)

    threads = [threading.Thread(target=issue_by_another) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    section = session.get_one(Section, section_id)
    numbers = [row.number for row in certificates.listed(session, section)]
    assert faults == []
    assert numbers == [f"SAM-2026-BIO-000{at}" for at in (1, 2, 3)]
