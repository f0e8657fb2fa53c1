"""Writing a section into a file: its rows, its record, the people in both, its photos; and the line that says so."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from olympiad.exchange.transfer_files import MANIFEST, Transfer
from olympiad.models.audit import AuditChain, AuditEntry
from olympiad.models.photo import Photo
from olympiad.services.keeping import transfer_export
from olympiad.services.marking import photos
from olympiad.services.record import audit
from olympiad.services.record.section_rows import moved_tables
from tests.factories import NOON, Cast, make_cast, make_institution, make_mark

PHOTO = b"a gel"
NAME = hashlib.sha256(PHOTO).hexdigest()


def write(session: Session, cast: Cast, folder: Path) -> dict[str, Any]:
    """Write the section; returns the manifest."""
    target = folder / "section.zip"
    digest = transfer_export.write_section(session, cast.section, target, folder / "uploads", by=cast.ana)
    with zipfile.ZipFile(target) as archive:
        content = archive.read(MANIFEST)
    assert digest == hashlib.sha256(content).hexdigest()
    found: dict[str, Any] = json.loads(content)
    return found


def members(folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(folder / "section.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_table_is_written_and_counted(session: Session, cast: Cast, tmp_path: Path) -> None:
    make_cast(session)  # another section, of which nothing is written

    manifest = write(session, cast, tmp_path)

    assert set(manifest["tables"]) == {table.name for table in moved_tables()}
    assert {name: manifest["tables"][name] for name in ("section", "team", "score_sheet", "mark")} == {
        "section": 1,
        "team": 2,
        "score_sheet": 8,
        "mark": 0,
    }
    assert members(tmp_path)["tables/team"].count(b"\n") == 2
    assert manifest["schema"] == str(session.scalar(text("SELECT version_num FROM alembic_version")))
    assert manifest["section"] == {"slug": cast.section.slug, "title": cast.section.title}
    assert (manifest["edition"]["slug"], "id" in manifest["edition"]) == (cast.edition.slug, False)


def test_who_acted_is_among_the_people_by_name_alone(session: Session, cast: Cast, tmp_path: Path) -> None:
    """ana has no row in the section; she writes it."""
    cast.cem.email, cast.cem.password, cast.cem.language = "cem@example.org", "a hash", "uz"
    cast.gul.name = ""

    manifest = write(session, cast, tmp_path)

    assert {tuple(sorted(one)) for one in manifest["people"]} == {("language", "name")}
    names = {one["name"] for one in manifest["people"]}
    assert {"Ana", "Ben", "Cem", cast.gul.username} <= names
    assert "Admin" not in names
    assert {"name": "Cem", "language": "uz"} in manifest["people"]
    assert b"cem@example.org" not in b"".join(members(tmp_path).values())


def test_only_institutions_of_the_section_are_named(session: Session, cast: Cast, tmp_path: Path) -> None:
    make_institution(session, cast.edition, key="elsewhere")

    keys = [one["key"] for one in write(session, cast, tmp_path)["institutions"]]

    assert len(keys) == 2
    assert keys == sorted(keys)
    assert "elsewhere" not in keys


def test_the_last_line_of_the_record_is_that_it_was_written_with_a_digest_of_each_table(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    make_mark(session, cast.sheets["T01", "P", "cem"], cast.pipetting.criteria[0], 7500)

    write(session, cast, tmp_path)

    [chain] = session.scalars(select(AuditChain).where(AuditChain.section_id == cast.section.id))
    last = session.scalars(
        select(AuditEntry).where(AuditEntry.seq == chain.head_seq, AuditEntry.chain_id == chain.id)
    ).one()
    said = json.loads(last.content)["after"]["tables"]
    assert (last.action, last.user_id) == ("transfers.write", cast.ana.id)
    transfer = Transfer(tmp_path / "section.zip")
    assert said == {name: transfer_export.digest(transfer.rows(f"tables/{name}")) for name in said}
    transfer._archive.close()


def test_the_chain_is_written_line_by_line_with_its_personal_values(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    audit.record(
        session, "test.act", f"team:{cast.t02.id}", by=cast.ben, section=cast.section, personal={"reason": "ill"}
    )

    manifest = write(session, cast, tmp_path)

    [chain] = manifest["chains"]
    found = members(tmp_path)
    lines = [json.loads(line) for line in found[f"audit/{chain['member']}"].splitlines()]
    [detail] = [json.loads(line) for line in found[f"audit-details/{chain['member']}"].splitlines()]
    assert [line["seq"] for line in lines] == [1, 2] == list(range(1, chain["head_seq"] + 1))
    assert (lines[-1]["hash"], chain["written_as"]) == (chain["head_hash"], f"section:{cast.section.id}")
    assert (detail["seq"], detail["field"], detail["value"]) == (1, "reason", "ill")
    assert chain["rows"]["team"] == {str(cast.t02.id): 1}
    assert manifest["people"][chain["people"][str(cast.ben.id)]]["name"] == "Ben"


def test_photos_are_written_as_they_are_and_one_that_is_gone_stops_nothing(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    for upload, sha256 in (("a", NAME), ("b", "0" * 64)):
        session.add(
            Photo(section_id=cast.section.id, sheet_id=cast.sheets["T01", "P", "cem"].id, upload_id=upload * 32,
                  sha256=sha256, width=4, height=3, user_id=cast.cem.id, at=NOON)
        )  # fmt: skip
    path = photos.path_of(tmp_path / "uploads", NAME)
    path.parent.mkdir(parents=True)
    path.write_bytes(PHOTO)

    write(session, cast, tmp_path)

    assert {name: one for name, one in members(tmp_path).items() if name.startswith("photos/")} == {
        f"photos/{NAME}.jpg": PHOTO
    }


def test_the_same_rows_have_one_digest_in_any_order_and_every_value_counts() -> None:
    rows = [{"key": "T01", "mark": 1}, {"key": "T02", "mark": None}]

    digests = [transfer_export.digest(iter(some)) for some in (rows, rows[::-1], rows[:1], [rows[0], {"key": "T02"}])]

    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


@pytest.mark.parametrize("is_known", [True, False])
def test_of_a_chain_that_came_only_people_who_are_here_are_told(
    session: Session, cast: Cast, tmp_path: Path, is_known: bool
) -> None:
    """A line may name somebody whose account was deleted here since."""
    here = cast.admin.id if is_known else 999_999
    chain = AuditChain(
        name="moved:1:0", section_id=cast.section.id, head_seq=1, head_hash="h", written_as="section:9",
        origin=json.dumps({"people": {"77": here}, "rows": {}}),
    )  # fmt: skip
    session.add(chain)
    session.flush()
    session.add(
        AuditEntry(chain_id=chain.id, seq=1, at=NOON, user_id=77, action="x", subject="y", content="{}",
                   previous_hash="g", hash="h")
    )  # fmt: skip

    manifest = write(session, cast, tmp_path)

    came = next(one for one in manifest["chains"] if one["written_as"] == "section:9")
    names = [manifest["people"][at]["name"] for at in came["people"].values()]
    assert names == (["Admin"] if is_known else [])
