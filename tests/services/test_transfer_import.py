"""Taking a section in: whatever stands in a file, it comes whole or not at all, and the refusal says why."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from olympiad.db import make_engine
from olympiad.domain.errors import DomainError
from olympiad.exchange.transfer_files import MANIFEST, Transfer
from olympiad.models.audit import AuditEntry
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.models.user import User
from olympiad.services.keeping import transfer_import
from olympiad.services.keeping.transfer_export import write_section
from olympiad.services.keeping.transfer_import import preview, take_in
from tests.factories import Cast, make_edition, make_institution, make_section, make_team, make_user
from tests.results_world import mark_everything

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def file(session: Session, cast: Cast, tmp_path: Path) -> Path:
    """A section with marks, written by ana."""
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    write_section(session, cast.section, tmp_path / "section.zip", tmp_path, by=cast.ana)
    session.commit()
    return tmp_path / "section.zip"


@pytest.fixture
def elsewhere(tmp_path: Path, sqlite_template: Path) -> Iterator[Session]:
    """Another installation."""
    (tmp_path / "elsewhere.sqlite").write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}", may_write=lambda: True)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


Forge = Callable[..., Transfer]


@pytest.fixture
def forge(file: Path) -> Iterator[Forge]:
    """Return the file with another manifest, and members of which it holds the right digests again."""
    opened: list[Transfer] = []

    def forged(change: Change, **members: bytes) -> Transfer:
        target = file.with_name(f"forged-{len(opened)}.zip")
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
            manifest = json.loads(old.read(MANIFEST))
            contents = {name: old.read(name) for name in old.namelist() if name != MANIFEST}
            contents |= {name.replace("__", "/"): content for name, content in members.items()}
            manifest["members"] = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
            change(manifest)
            for name, content in contents.items():
                new.writestr(name, content)
            new.writestr(MANIFEST, json.dumps(manifest))
        opened.append(Transfer(target))
        return opened[-1]

    yield forged
    for one in opened:
        one._archive.close()


def same(_manifest: dict[str, Any]) -> None:
    """The manifest as it is."""


def refusal(deed: Callable[[], object]) -> str:
    """Return what a deed is refused with; nothing of the refusal is kept, for it would keep members of the file open."""
    try:
        deed()
    except DomainError as error:
        return error.code
    return ""


def rows(session: Session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Edition, Section, Team, User)]


def test_a_new_edition_is_made_with_everything_that_is_told_of_it(
    elsewhere: Session, cast: Cast, file: Path, tmp_path: Path
) -> None:
    section = take_in(elsewhere, Transfer(file), tmp_path / "uploads", by=None)

    made = elsewhere.get_one(Edition, section.edition_id)
    assert (made.slug, made.name, made.created_at) == (cast.edition.slug, cast.edition.name, cast.edition.created_at)
    [line] = elsewhere.scalars(select(AuditEntry).where(AuditEntry.action == "transfers.take_in"))
    assert json.loads(line.content)["after"]["sha256"] == Transfer(file).sha256


def test_an_edition_and_institutions_that_are_here_are_used_as_they_are(
    session: Session, elsewhere: Session, cast: Cast, file: Path, tmp_path: Path
) -> None:
    edition = make_edition(elsewhere, slug=cast.edition.slug, name="Our own name")
    key = session.get_one(Institution, cast.t01.institution_id).key
    own = make_institution(elsewhere, edition, key=key, name_en="Our own spelling")

    shown = preview(elsewhere, Transfer(file))
    section = take_in(elsewhere, Transfer(file), tmp_path / "uploads", by=None)

    teams = elsewhere.scalars(select(Team).where(Team.section_id == section.id).order_by(Team.key)).all()
    assert (shown.edition_is_new, len(shown.new_institutions)) == (False, 1)
    assert (section.edition_id, edition.name, own.name_en) == (edition.id, "Our own name", "Our own spelling")
    assert [team.institution_id == own.id for team in teams] == [True, False]


def test_preview_counts_rows_people_and_lines_and_changes_nothing(elsewhere: Session, file: Path) -> None:
    before = rows(elsewhere)

    shown = preview(elsewhere, Transfer(file))

    counts = dict(shown.counts)
    assert {name: counts[name] for name in ("section", "team", "score_sheet", "mark")} == {
        "section": 1,
        "team": 2,
        "score_sheet": 8,
        "mark": 8,
    }
    assert 0 not in counts.values()
    assert (shown.people, shown.lines, shown.photos, shown.made_at != "") == (7, 1, 0, True)
    assert (shown.sha256, rows(elsewhere)) == (Transfer(file).sha256, before)


def test_who_takes_it_in_stands_in_the_line_and_gets_no_role_by_it(
    elsewhere: Session, file: Path, tmp_path: Path
) -> None:
    admin = make_user(elsewhere, "admin")

    take_in(elsewhere, Transfer(file), tmp_path / "uploads", by=admin)

    [line] = elsewhere.scalars(select(AuditEntry).where(AuditEntry.action == "transfers.take_in"))
    assert line.user_id == admin.id


ODD: tuple[Any, ...] = (None, [], 7, "x", [7], {"x": 7}, [{}])


@pytest.mark.parametrize(
    "way",
    [
        *(("edition",), ("people",), ("chains",), ("designs",)),
        *(("chains", 0, "head_seq"), ("chains", 0, "people"), ("institutions", 0, "key")),
    ],
    ids=lambda way: "-".join(map(str, way)),
)
def test_a_manifest_of_other_shape_is_refused_in_one_sentence_or_does_no_harm(
    elsewhere: Session, forge: Forge, tmp_path: Path, way: tuple[Any, ...]
) -> None:
    """Its digests were made by whoever made the file: nobody shall see a server's error for it."""
    elsewhere.commit()
    before = rows(elsewhere)

    def put(manifest: dict[str, Any], odd: object) -> None:
        place: Any = manifest
        for step in way[:-1]:
            place = place[step]
        place[way[-1]] = odd

    for odd in ODD:
        with suppress(DomainError):
            preview(elsewhere, forge(partial(put, odd=odd)))
    taken = forge(partial(put, odd=ODD[-1]))
    code = refusal(lambda: take_in(elsewhere, taken, tmp_path / "uploads", by=None))

    elsewhere.rollback()
    assert code in ("transfer_damaged", "transfer_differs")
    assert rows(elsewhere) == before


@pytest.mark.parametrize("content", [b"7\n", b"{}\n", b"nothing\n"])
@pytest.mark.parametrize("member", ["tables__team", "tables__mark"])
def test_rows_of_other_shape_are_refused_before_anything_stays(
    elsewhere: Session, forge: Forge, tmp_path: Path, member: str, content: bytes
) -> None:
    elsewhere.commit()
    transfer, before = forge(same, **{member: content}), rows(elsewhere)

    code = refusal(lambda: take_in(elsewhere, transfer, tmp_path / "uploads", by=None))

    elsewhere.rollback()
    assert code in ("transfer_damaged", "transfer_section_exists", "transfer_differs")
    assert rows(elsewhere) == before


@pytest.mark.parametrize(
    ("name", "content"), [("photos__x.jpg", b"a gel"), (f"photos__{'0' * 64}.jpg", b"a gel"), ("photos__..jpg", b"")]
)
def test_a_photo_that_is_not_what_its_name_says_is_refused(
    elsewhere: Session, forge: Forge, tmp_path: Path, name: str, content: bytes
) -> None:
    transfer = forge(same, **{name: content})

    code = refusal(lambda: take_in(elsewhere, transfer, tmp_path / "uploads", by=None))

    assert (code, list((tmp_path / "uploads").rglob("*.jpg"))) == ("transfer_damaged", [])


def test_a_record_without_the_line_of_writing_is_refused(elsewhere: Session, forge: Forge, tmp_path: Path) -> None:
    transfer = forge(lambda manifest: manifest.update(chains=[]))

    assert refusal(lambda: take_in(elsewhere, transfer, tmp_path / "uploads", by=None)) == "transfer_differs"


def test_codes_that_two_sections_would_share_are_named_and_the_rest_counted(
    session: Session, elsewhere: Session, cast: Cast, file: Path
) -> None:
    edition = make_edition(elsewhere, slug=cast.edition.slug)
    for code in (cast.t01.code, cast.t02.code):
        make_team(elsewhere, make_section(elsewhere, edition=edition), code=code)

    with pytest.raises(DomainError) as refused:
        preview(elsewhere, Transfer(file))

    codes = ", ".join(sorted((cast.t01.code, cast.t02.code)))
    assert (refused.value.code, refused.value.fields) == ("transfer_codes_taken", {"codes": codes, "count": 2})


def test_trouble_of_the_database_is_not_told_as_a_damaged_file(
    elsewhere: Session, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, or a request that is made again because another one was first."""

    def fail(*_given: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk is full"))

    monkeypatch.setattr(transfer_import, "_make_edition", fail)

    with pytest.raises(OperationalError):
        take_in(elsewhere, Transfer(file), tmp_path / "uploads", by=None)
