"""Photos of copies: each file once, read back, named in lists; what is damaged is never taken for a photo."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from olympiad.domain.errors import DomainError
from olympiad.models.photo import Photo
from olympiad.services.keeping import backup_photos
from olympiad.services.keeping.backup_photos import Kept, Summary
from tests.factories import NOON, Cast


def put(folder: Path, content: bytes, name: str = "") -> Kept:
    """Put a photo under its checksum, or rubbish under another name."""
    sha256 = hashlib.sha256(content).hexdigest()
    name = name or f"{sha256[:2]}/{sha256}.jpg"
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Kept(name, len(content), sha256)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_photos_are_copied_and_what_is_none_is_left_out(uploads: Path, store: Path) -> None:
    photo = put(uploads, b"a gel")
    small = put(uploads, b"small", photo.name.replace(".jpg", "-small.jpg"))
    put(uploads, b"x", "ab/notes.jpg")
    put(uploads, b"x", f"ab/{'0' * 64}.png")

    found = backup_photos.copy_new(uploads, store, {})

    assert found == {photo.name: photo, small.name: small}
    assert names(store) == sorted(found)


def test_a_damaged_photo_is_left_out_and_one_that_is_there_is_not_copied_again(uploads: Path, store: Path) -> None:
    photo, damaged = put(uploads, b"a gel"), put(uploads, b"rubbish", f"00/{'0' * 64}.jpg")
    first = backup_photos.copy_new(uploads, store, {})
    written = (store / photo.name).stat().st_mtime_ns

    again = backup_photos.copy_new(uploads, store, first)

    assert (list(again), (store / photo.name).stat().st_mtime_ns) == ([photo.name], written)
    assert not (store / damaged.name).exists()


def test_a_copy_that_was_cut_short_is_made_anew(uploads: Path, store: Path) -> None:
    photo = put(uploads, b"a gel")
    first = backup_photos.copy_new(uploads, store, {})
    (store / photo.name).write_bytes(b"a")

    backup_photos.copy_new(uploads, store, first)

    assert (store / photo.name).read_bytes() == b"a gel"


def test_a_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    two = [put(tmp_path, b"a gel"), put(tmp_path, b"a plate")]
    path = tmp_path / "copy.photos"

    backup_photos.write_list(path, two, {"ff/gone.jpg"})

    assert backup_photos.read_list(path.read_bytes()) == {one.name: one for one in two}
    assert backup_photos.summary(path) == Summary(files=2, size=12, missing=1)
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.glob("*.partial")] == []


@pytest.mark.parametrize(
    "content", [None, "", "no list\n", "[]\n", '{"files":1}\n', '{"files":1,"size":1,"missing":1}\n']
)
def test_a_head_that_is_not_there_is_no_summary(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "copy.photos"
    if content is not None:
        path.write_text(content)

    assert backup_photos.summary(path) is None


@pytest.mark.parametrize("line", ["x", f"{'0' * 64} ten ab/{'0' * 64}.jpg", f"{'0' * 64} 10 ../../etc/passwd", "ä ö ü"])
def test_a_list_with_a_line_that_names_no_photo_is_refused(line: str) -> None:
    with pytest.raises(DomainError, match="backup_unreadable"):
        backup_photos.read_list(f"{{}}\n{line}\n".encode())


def test_check_names_the_first_that_is_missing_or_damaged(uploads: Path) -> None:
    good, other = put(uploads, b"a gel"), put(uploads, b"a plate")
    backup_photos.check([good, other], lambda name: (uploads / name).read_bytes())
    (uploads / other.name).write_bytes(b"rubbish")

    for deed in (lambda: None, (uploads / other.name).unlink):
        deed()
        with pytest.raises(DomainError) as refused:
            backup_photos.check([good, other], lambda name: (uploads / name).read_bytes())
        assert (refused.value.code, refused.value.fields) == ("backup_unreadable", {"file": other.name})


def test_put_back_writes_what_is_missing_or_not_sound_and_leaves_the_rest(uploads: Path, store: Path) -> None:
    kept = [put(store, content) for content in (b"there", b"gone", b"damaged")]
    put(uploads, b"there")
    put(uploads, b"rubbish", kept[2].name)
    beside = put(uploads, b"newer")

    written = backup_photos.put_back(kept, lambda name: (store / name).read_bytes(), uploads)

    assert written == 2
    assert names(uploads) == sorted(one.name for one in (*kept, beside))
    backup_photos.check([*kept, beside], lambda name: (uploads / name).read_bytes())


def test_put_back_never_writes_what_the_list_does_not_promise(uploads: Path, store: Path) -> None:
    kept = put(store, b"a gel")

    with pytest.raises(DomainError, match="backup_unreadable"):
        backup_photos.put_back([kept], lambda _name: b"rubbish", uploads)

    assert names(uploads) == []


def test_sweep_removes_what_no_list_names(store: Path, tmp_path: Path) -> None:
    named, unnamed = put(store, b"named"), put(store, b"unnamed")
    path = tmp_path / "copy.photos"
    backup_photos.write_list(path, [named], ())

    removed = backup_photos.sweep(store, [path])

    assert (removed, names(store), (store / unnamed.name).exists()) == (1, [named.name], False)


def test_nothing_is_swept_while_a_list_cannot_be_read(store: Path, tmp_path: Path) -> None:
    kept = put(store, b"named")
    path = tmp_path / "copy.photos"
    path.write_text("{}\nrubbish\n")

    with pytest.raises(DomainError, match="backup_unreadable"):
        backup_photos.sweep(store, [path])

    assert names(store) == [kept.name]


def test_the_database_names_photos_that_are_not_removed(session: Session, engine: Engine, cast: Cast) -> None:
    for upload, sha256, removed in (("a", "aa" * 32, None), ("b", "bb" * 32, NOON)):
        session.add(
            Photo(section_id=cast.section.id, sheet_id=cast.sheets["T01", "P", "cem"].id, upload_id=upload * 32,
                  sha256=sha256, width=4, height=3, user_id=cast.cem.id, at=NOON, removed_at=removed)
        )  # fmt: skip
    session.commit()

    assert backup_photos.named_in(engine) == {f"aa/{'aa' * 32}.jpg"}


def test_a_database_of_an_older_release_without_photos_names_none(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.sqlite'}")

    assert backup_photos.named_in(engine) == set()
    engine.dispose()
