"""A section moves by file, from SQLite to PostgreSQL and back; nothing is lost, nothing damaged is taken in."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.domain.certificate_designs import DesignKind
from olympiad.domain.errors import DomainError
from olympiad.exchange.design_pictures import read_picture
from olympiad.exchange.transfer_files import MANIFEST, Transfer
from olympiad.models.audit import AuditEntry
from olympiad.models.certificate import Certificate
from olympiad.models.edition import Edition
from olympiad.models.photo import Photo
from olympiad.models.results_version import ResultsVersion
from olympiad.models.score_sheet import Mark, Operation
from olympiad.models.section import Section
from olympiad.models.user import RoleMembership, User
from olympiad.services.computing import section_values
from olympiad.services.keeping.transfer_export import write_section
from olympiad.services.keeping.transfer_import import preview, take_in
from olympiad.services.marking import photos
from olympiad.services.record import audit, audit_search, audit_verification
from olympiad.services.results import certificate_designs, certificates, results
from olympiad.wording.ready_designs import ready
from tests.factories import NOON, Cast, make_cast, make_device, make_edition, make_section, make_team
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

pytestmark = pytest.mark.both_databases

PHOTO = b"a gel"


@pytest.fixture
def elsewhere(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    """Another installation, on the other database."""
    server = request.getfixturevalue("postgresql") if database_kind == "sqlite" else None
    if server is None:
        path = tmp_path / "elsewhere.sqlite"
        path.write_bytes(request.getfixturevalue("sqlite_template").read_bytes())
        url = f"sqlite:///{path}"
    else:
        url = server.url(server.create_migrated())
    engine = make_engine(url, may_write=lambda: True)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def moved(session: Session, cast: Cast, tmp_path: Path) -> Path:
    """Write a section in which everything happened: marks, versions, certificates, a photo, a reason on record."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.section.chair = "Prof. Rahimov"
    sheet = cast.sheets["T01", "P", "cem"]
    device = make_device(session, cast.section, cast.cem)
    cell = session.scalars(select(Mark).where(Mark.sheet_id == sheet.id)).one()
    session.add(
        Operation(
            id="ab" * 16, section_id=cast.section.id, device_id=device.id, seq=1, user_id=cast.cem.id, sheet_id=sheet.id,
            criterion_id=cell.criterion_id, rubric_version=1, value='{"mark":8750,"state":"marked"}',
            content_hash="c" * 64, received_at=NOON, outcome="applied", answer="{}", number=1,
        )
    )  # fmt: skip
    session.flush()
    cell.operation_id = "ab" * 16
    name = audit.hashlib.sha256(PHOTO).hexdigest()
    session.add(
        Photo(section_id=cast.section.id, sheet_id=sheet.id, upload_id="cd" * 16, sha256=name, width=4, height=3,
              user_id=cast.cem.id, at=NOON)
    )  # fmt: skip
    path = photos.path_of(tmp_path / "uploads", name)
    path.parent.mkdir(parents=True)
    path.write_bytes(PHOTO)
    version = finalise(session, cast, official=True)
    results.publish(session, version, by=cast.ana)
    issued = certificates.issue(session, version, by=cast.ana)
    certificates.revoke(session, issued[0], reason="Nodira’s name is wrong", by=cast.ana)
    file = tmp_path / "section.zip"
    write_section(session, cast.section, file, tmp_path / "uploads", by=cast.ana)
    session.commit()
    return file


def rows(session: Session, section: Section) -> dict[str, object]:
    """What is compared between the two installations."""
    versions = select(ResultsVersion.number, ResultsVersion.bundle, ResultsVersion.sha256)
    issued = select(Certificate.number, Certificate.token, Certificate.fields, Certificate.state)
    return {
        "versions": session.execute(versions.where(ResultsVersion.section_id == section.id)).all(),
        "certificates": session.execute(issued.order_by(Certificate.number)).all(),
        "value": section_values.load(session, section),
    }


def test_everything_arrives_and_is_verified(
    session: Session, elsewhere: Session, cast: Cast, moved: Path, tmp_path: Path
) -> None:
    make_cast(elsewhere)  # ids differ from those of the file

    section = take_in(elsewhere, Transfer(moved), tmp_path / "there", by=None)
    elsewhere.commit()

    assert section.slug == cast.section.slug
    assert rows(elsewhere, section) == rows(session, cast.section)
    assert section.chair == "Prof. Rahimov"
    sha256 = elsewhere.scalars(select(Photo.sha256)).one()
    assert photos.path_of(tmp_path / "there", sha256).read_bytes() == PHOTO


def test_the_record_arrives_as_a_chain_of_its_own_that_verifies(
    session: Session, elsewhere: Session, cast: Cast, moved: Path, tmp_path: Path
) -> None:
    there = audit_verification.head_of(session, cast.section)
    assert there is not None

    section = take_in(elsewhere, Transfer(moved), tmp_path / "there", by=None)
    elsewhere.commit()

    own, foreign = audit_search.chains_of(elsewhere, section)
    assert (own.head_seq, foreign.head_seq, foreign.head_hash) == (1, there.seq, there.hash)
    paper = audit_verification.Witness(own.name, there.seq, there.hash[:16])
    [found] = audit_verification.completed(elsewhere, [paper])
    assert (found.chain, found.hash) == (foreign.name, there.hash)
    assert not any(report.findings for report in audit_verification.verify(elsewhere))
    lines = audit_search.find(elsewhere, foreign, audit_search.Search(text="Nodira"), 1).lines
    assert [(line.who, line.action, line.reason) for line in lines] == [
        ("Ana", "certificates.revoke", "Nodira’s name is wrong")
    ]


def test_a_chain_that_came_is_bound_by_the_line_of_its_arrival(elsewhere: Session, moved: Path, tmp_path: Path) -> None:
    section = take_in(elsewhere, Transfer(moved), tmp_path / "there", by=None)
    foreign = audit_search.chains_of(elsewhere, section)[1]
    foreign.head_seq, foreign.head_hash = foreign.head_seq + 1, "f" * 64
    elsewhere.add(
        AuditEntry(chain_id=foreign.id, seq=foreign.head_seq, at=NOON, action="x", subject="y", content="{}",
                   previous_hash="f" * 64, hash="f" * 64)
    )  # fmt: skip
    elsewhere.commit()

    report = next(one for one in audit_verification.verify(elsewhere) if one.chain == foreign.name)

    assert report.findings != ()
    assert report.witnessed == foreign.head_seq - 1


def test_people_arrive_without_a_way_of_signing_in(elsewhere: Session, moved: Path, tmp_path: Path) -> None:
    take_in(elsewhere, Transfer(moved), tmp_path / "there", by=None)

    people = elsewhere.scalars(select(User)).all()
    assert {(one.email, one.username, one.password) for one in people} == {(None, None, None)}
    roles = set(elsewhere.scalars(select(RoleMembership.role)))
    assert roles == {"judge", "leader", "participant"}


def revoked_here(session: Session, section: Section) -> list[bool]:
    """Whether the lines about a revoked certificate, in the chains that came, name the certificate that is revoked here."""
    revoked = session.scalars(select(Certificate).where(Certificate.state == "revoked")).one()
    search = audit_search.Search(action="certificates.revoke")
    chains = audit_search.chains_of(session, section)[1:]
    lines = [line for chain in chains for line in audit_search.find(session, chain, search, 1).lines]
    return [line.here == f"certificate:{revoked.id}" for line in lines]


def test_designs_and_their_pictures_move_with_the_section(
    session: Session, cast: Cast, elsewhere: Session, tmp_path: Path
) -> None:
    svg = read_picture(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>')
    logo = certificate_designs.add_picture(session, cast.edition, svg, by=cast.ana)
    design = replace(ready(DesignKind.DEGREE), logos=(logo,))
    certificate_designs.save(session, cast.edition, None, DesignKind.DEGREE, design, base=0, by=cast.ana)
    own = ready(DesignKind.TEAM, "night")
    certificate_designs.save(session, cast.edition, cast.section, DesignKind.TEAM, own, base=0, by=cast.ana)
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    certificates.issue(session, finalise(session, cast, official=True), by=cast.ana)
    write_section(session, cast.section, tmp_path / "s.zip", tmp_path, by=cast.ana)
    session.commit()

    section = take_in(elsewhere, Transfer(tmp_path / "s.zip"), tmp_path / "there", by=None)

    rows = certificate_designs.in_force(elsewhere, section.edition_id, section.id)
    assert [certificate_designs.design_of(rows[kind].content) for kind in (DesignKind.DEGREE, DesignKind.TEAM)] == [
        design,
        own,
    ]
    assert [rows[kind].section_id for kind in (DesignKind.DEGREE, DesignKind.TEAM)] == [None, section.id]
    issued = elsewhere.scalars(select(Certificate).order_by(Certificate.number)).first()
    assert issued is not None
    assert issued.issued_design is not None
    assert svg in json.loads(issued.issued_design.content)["pictures"].values()


def test_a_section_that_came_goes_on_to_a_third_place(
    elsewhere: Session, cast: Cast, moved: Path, tmp_path: Path, sqlite_template: Path
) -> None:
    section = take_in(elsewhere, Transfer(moved), tmp_path / "there", by=None)
    write_section(elsewhere, section, tmp_path / "again.zip", tmp_path / "there", by=None)
    elsewhere.commit()
    (tmp_path / "third.sqlite").write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{tmp_path / 'third.sqlite'}", may_write=lambda: True)

    with Session(engine) as third:
        arrived = take_in(third, Transfer(tmp_path / "again.zip"), tmp_path / "third", by=None)

        assert len(audit_search.chains_of(third, arrived)) == 3
        assert revoked_here(third, arrived) == revoked_here(elsewhere, section) == [True]
        assert rows(third, arrived) == rows(elsewhere, section)
    engine.dispose()


def test_a_copy_under_another_address_is_refused_too(session: Session, cast: Cast, moved: Path, tmp_path: Path) -> None:
    cast.edition.slug = "renamed"
    for one in session.scalars(select(Certificate)):
        one.number, one.token = f"{one.number}-old", f"{one.token}-old"
    session.commit()

    with pytest.raises(DomainError, match="transfer_section_exists"):
        take_in(session, Transfer(moved), tmp_path / "there", by=None)
    session.rollback()

    assert session.scalar(select(func.count()).select_from(Edition)) == 1


def test_a_section_that_is_here_is_refused(session: Session, moved: Path, tmp_path: Path) -> None:
    before = session.scalar(select(func.count()).select_from(AuditEntry))

    with pytest.raises(DomainError, match="transfer_section_exists"):
        take_in(session, Transfer(moved), tmp_path / "there", by=None)

    session.rollback()
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_codes_that_are_taken_in_the_edition_are_refused(
    elsewhere: Session, cast: Cast, moved: Path, tmp_path: Path
) -> None:
    edition = make_edition(elsewhere, slug=cast.edition.slug)
    make_team(elsewhere, make_section(elsewhere, edition=edition), code=cast.t01.code)

    with pytest.raises(DomainError, match="transfer_codes_taken"):
        preview(elsewhere, Transfer(moved))


def test_preview_says_what_would_come(elsewhere: Session, cast: Cast, moved: Path) -> None:
    shown = preview(elsewhere, Transfer(moved))

    assert (shown.edition_is_new, shown.section, shown.photos) == (True, cast.section.slug, 1)
    assert dict(shown.counts)["score_sheet"] == 8
    assert len(shown.new_institutions) == 2


def _changed(file: Path, target: Path, member: str, change) -> Path:
    """Write the file anew with one member changed."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == member else content)
    return target


def test_a_damaged_file_is_refused(elsewhere: Session, moved: Path, tmp_path: Path) -> None:
    changed = _changed(moved, tmp_path / "x.zip", "tables/mark", lambda content: content.replace(b"8750", b"8751"))

    with pytest.raises(DomainError, match="transfer_damaged"):
        Transfer(changed)
    (tmp_path / "none.zip").write_bytes(b"nothing")
    with pytest.raises(DomainError, match="transfer_unreadable"):
        Transfer(tmp_path / "none.zip")


def test_a_file_of_another_schema_is_refused(elsewhere: Session, moved: Path, tmp_path: Path) -> None:
    changed = _changed(
        moved, tmp_path / "x.zip", MANIFEST, lambda content: json.dumps(json.loads(content) | {"schema": "0"}).encode()
    )

    with pytest.raises(DomainError, match="transfer_other_schema"):
        take_in(elsewhere, Transfer(changed), tmp_path / "there", by=None)


def test_a_forged_record_is_refused(elsewhere: Session, moved: Path, tmp_path: Path) -> None:
    """Somebody who changes a line and the manifest's digest is found by the chain."""
    member = next(name for name in Transfer(moved).names("audit"))
    content = zipfile.ZipFile(moved).read(member).replace(b"results.publish", b"results.publisx")
    new_digest = audit.hashlib.sha256(content).hexdigest()
    half = _changed(moved, tmp_path / "half.zip", member, lambda _old: content)

    def forge(manifest: bytes) -> bytes:
        told = json.loads(manifest)
        told["members"][member] = new_digest
        return json.dumps(told).encode()

    forged = _changed(half, tmp_path / "forged.zip", MANIFEST, forge)

    with pytest.raises(DomainError, match="transfer_differs"):
        take_in(elsewhere, Transfer(forged), tmp_path / "there", by=None)


def test_a_table_that_is_not_what_the_record_in_the_file_says_is_refused(
    elsewhere: Session, moved: Path, tmp_path: Path
) -> None:
    """Somebody who changes a mark and every digest of the manifest is found by the last line of the record."""
    content = zipfile.ZipFile(moved).read("tables/team")
    changed = content.replace(b'"status":"competing"', b'"status":"withdrawn"', 1)
    assert changed != content
    half = _changed(moved, tmp_path / "half.zip", "tables/team", lambda _old: changed)

    def forge(manifest: bytes) -> bytes:
        told = json.loads(manifest)
        told["members"]["tables/team"] = audit.hashlib.sha256(changed).hexdigest()
        return json.dumps(told).encode()

    forged = _changed(half, tmp_path / "forged.zip", MANIFEST, forge)

    with pytest.raises(DomainError, match="transfer_other_than_recorded"):
        take_in(elsewhere, Transfer(forged), tmp_path / "there", by=None)
