"""Designs of certificates: versions, what was issued with which, refusals, copying, other recipients than members."""

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.documents.certificates import certificates_pdf
from olympiad.domain.certificate_designs import Design, DesignKind, Signatory, Texts
from olympiad.domain.errors import DomainError
from olympiad.models.certificate import Certificate
from olympiad.models.certificate_design import CertificateDesign, IssuedDesign
from olympiad.models.results_version import ResultsVersion
from olympiad.services.record import audit_verification
from olympiad.services.results import certificate_designs, certificates
from olympiad.wording.ready_designs import READY, ready
from tests.factories import Cast, make_edition
from tests.results_world import finalise, mark_everything, set_mark, set_rules

pytestmark = pytest.mark.both_databases
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def version(session: Session, cast: Cast) -> ResultsVersion:
    """T01 (eva, gul) has the I degree, T02 (finn) nothing."""
    set_rules(session, cast, [["award.I degree", "total>=15"]])
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.edition.certificate_prefix = "SAM-2026"
    cast.t01.mentor = "Lim Siew Ling"
    return finalise(session, cast, official=True)


def save(
    session: Session, cast: Cast, kind: DesignKind, design: Design | None = None, base: int = 0
) -> CertificateDesign:
    return certificate_designs.save(session, cast.edition, None, kind, design or ready(kind), base=base, by=cast.ana)


def refused(session: Session, cast: Cast, **given: object) -> DomainError:
    texts = (Texts("en", "Diploma"),)
    with pytest.raises(DomainError) as found:
        save(session, cast, DesignKind.DEGREE, Design(**({"texts": texts} | given)))  # type: ignore[arg-type]
    return found.value


def test_save_keeps_every_version_and_the_record_stays_whole(session: Session, cast: Cast) -> None:
    save(session, cast, DesignKind.DEGREE)

    save(session, cast, DesignKind.DEGREE, ready(DesignKind.DEGREE, "arch"), base=1)

    rows = session.scalars(select(CertificateDesign).order_by(CertificateDesign.id)).all()
    assert [(row.version, row.state) for row in rows] == [(1, "replaced"), (2, "current")]
    assert [report.findings for report in audit_verification.verify(session) if report.findings] == []


def test_the_later_of_two_who_save_is_told_and_overwrites_nothing(session: Session, cast: Cast) -> None:
    first = save(session, cast, DesignKind.DEGREE)

    with pytest.raises(DomainError) as found:
        save(session, cast, DesignKind.DEGREE, ready(DesignKind.DEGREE, "night"), base=0)

    assert found.value.code == "design_changed_meanwhile"
    assert certificate_designs.current(session, cast.edition, None, DesignKind.DEGREE) is first


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"texts": ()}, "design_languages"),
        ({"texts": tuple(Texts(one, "x") for one in ("uz", "ru", "en"))}, "design_languages"),
        ({"texts": (Texts("en", " "),)}, "design_heading_missing"),
        ({"texts": (Texts("en", "For {name}"),)}, "design_field_unknown"),
        ({"texts": (Texts("en", "D", lines="{team"),)}, "design_brace_alone"),
        ({"texts": (Texts("en", "D", lines="a\n" * 11),)}, "design_lines_too_many"),
        ({"heading_colour": "red"}, "design_colour"),
        ({"signatories": (Signatory(" ", "Rector"),)}, "design_signatory_name"),
        ({"number": "{number}-A"}, "design_number"),
        ({"number": "a/{number}"}, "design_number"),
        ({"logos": ("0" * 64,)}, "design_picture_unknown"),
    ],
)
def test_save_refuses(session: Session, cast: Cast, given: dict[str, object], code: str) -> None:
    assert refused(session, cast, **given).code == code
    assert certificate_designs.in_force(session, cast.edition.id, cast.section.id) == {}


def test_an_unknown_field_is_refused_with_the_list_of_those_there_are(session: Session, cast: Cast) -> None:
    error = refused(session, cast, texts=(Texts("en", "D", lines="{nmae}"),))

    assert (error.code, error.fields["found"]) == ("design_field_unknown", "{nmae}")
    assert "{name} {name_local} {team}" in str(error.fields["known"])


def test_a_section_may_have_its_own_design(session: Session, cast: Cast) -> None:
    save(session, cast, DesignKind.DEGREE)
    own = ready(DesignKind.DEGREE, "night")

    certificate_designs.save(session, cast.edition, cast.section, DesignKind.DEGREE, own, base=0, by=cast.ana)

    assert certificate_designs.frozen_in_force(session, cast.section)[DesignKind.DEGREE].design == own


def test_issued_certificates_keep_their_design(session: Session, cast: Cast, version: ResultsVersion) -> None:
    save(session, cast, DesignKind.DEGREE)
    issued = certificates.issue(session, version, by=cast.ana)
    before = certificates_pdf(issued[:1], "https://a.uz/c")

    save(session, cast, DesignKind.DEGREE, ready(DesignKind.DEGREE, "night"), base=1)
    session.expire_all()

    assert certificates_pdf(issued[:1], "https://a.uz/c") == before
    assert session.scalars(select(IssuedDesign)).one().id == issued[0].issued_design_id
    assert issued[2].issued_design_id is None


def test_a_design_in_use_is_not_removed(session: Session, cast: Cast, version: ResultsVersion) -> None:
    row = save(session, cast, DesignKind.DEGREE)
    issued = certificates.issue(session, version, by=cast.ana)
    newer = save(session, cast, DesignKind.DEGREE, ready(DesignKind.DEGREE, "night"), base=1)

    with pytest.raises(DomainError) as found:
        certificate_designs.remove(session, newer, base=2, by=cast.ana)
    for one in issued[:2]:
        certificates.revoke(session, one, reason="withdrawn", by=cast.ana)
    certificate_designs.remove(session, newer, base=2, by=cast.ana)

    assert (found.value.code, found.value.fields["count"]) == ("design_in_use", 2)
    assert (row.state, newer.state) == ("replaced", "removed")


def test_a_pattern_of_its_own_counts_on_its_own(session: Session, cast: Cast, version: ResultsVersion) -> None:
    texts = ready(DesignKind.PARTICIPATION).texts
    save(session, cast, DesignKind.PARTICIPATION, Design(texts, number="{edition}-{section}-P{number}"))

    issued = certificates.issue(session, version, by=cast.ana)

    assert [row.number for row in issued] == ["SAM-2026-BIO-0001", "SAM-2026-BIO-0002", "SAM-2026-BIO-P0001"]


def test_thanks_and_team_diplomas_are_issued_once_they_have_a_design(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    cast.ana.name = "Malika Xolmatova"
    for kind in (DesignKind.TEAM, DesignKind.MENTOR, DesignKind.JUDGE, DesignKind.ORGANIZER):
        save(session, cast, kind)

    issued = certificates.issue(session, version, by=cast.ana)

    told = [(row.kind, json.loads(row.fields)["recipient"]) for row in issued if row.participant_id is None]
    assert told[:4] == [("team", "team:T01"), ("mentor", "mentor:T01"), ("judge", "judge:cem"), ("judge", "judge:dana")]
    assert "Malika Xolmatova" in [json.loads(row.fields)["name"] for row in issued if row.kind == "organizer"]


def test_who_was_thanked_stays_thanked_when_a_later_version_takes_awards_back(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    for kind in (DesignKind.TEAM, DesignKind.MENTOR):
        save(session, cast, kind)
    issued = certificates.issue(session, version, by=cast.ana)
    for (team, _task, _judge), sheet in cast.sheets.items():
        set_mark(session, sheet, {"T01": 6000, "T02": 9000}[team])

    later = finalise(session, cast, official=True, reason="A corrected border")
    certificates.issue(session, later, by=cast.ana)

    states = {row.kind: row.state for row in issued if row.participant_id is None}
    assert states == {"team": "superseded", "mentor": "valid"}


def test_designs_are_copied_with_their_pictures_from_another_edition(session: Session, cast: Cast) -> None:
    sha256 = certificate_designs.add_picture(session, cast.edition, SVG, by=cast.ana)
    texts = ready(DesignKind.DEGREE).texts
    save(session, cast, DesignKind.DEGREE, Design(texts, logos=(sha256,)))
    next_year = make_edition(session)

    copied = certificate_designs.copy(session, cast.edition, next_year, by=cast.admin)

    assert [(row.edition_id, row.kind, row.version) for row in copied] == [(next_year.id, DesignKind.DEGREE, 1)]
    assert certificate_designs.pictures_of(session, next_year.id) == {sha256: SVG}


def test_reissue_after_a_correction_of_a_judges_name_supersedes(
    session: Session, cast: Cast, version: ResultsVersion
) -> None:
    save(session, cast, DesignKind.JUDGE)
    issued = certificates.issue(session, version, by=cast.ana)
    old = next(row for row in issued if row.kind == "judge")
    cast.cem_judge.name = "Cem Yılmaz"
    session.flush()

    new = certificates.reissue(session, old, by=cast.ana)

    assert (old.state, old.superseded_by_id, json.loads(new.fields)["name"]) == ("superseded", new.id, "Cem Yılmaz")


def test_ready_designs_are_complete(session: Session, cast: Cast) -> None:
    for kind in DesignKind:
        for at, name in enumerate(READY):
            save(session, cast, kind, ready(kind, name), base=at)

    assert set(certificate_designs.in_force(session, cast.edition.id, None)) == set(DesignKind)
    assert session.scalars(select(Certificate)).all() == []
