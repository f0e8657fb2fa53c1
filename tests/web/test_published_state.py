"""Published files follow whatever is committed, by whichever way, on every machine that shares the database."""

import errno
import io
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from olympiad import db
from olympiad.clock import utc_now
from olympiad.db import engine
from olympiad.models.adjustment import Penalty
from olympiad.models.participant import Participant
from olympiad.services.results import publication
from olympiad.services.sections import editions
from olympiad.web.frame import published_folders
from olympiad.web.results import published_files, published_state
from olympiad.web.results.published_places import Place
from olympiad.web.results.published_state import Content, Publication
from tests.applications import Visitor
from tests.factories import NOON, Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules

NAME = "Eva and friends"


@pytest.fixture
def base(session: Session, cast: Cast, client: Visitor) -> str:
    """The section's address; it is published with a team that bears a member's name, who agreed."""
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    cast.t01.name, cast.section.appeal_minutes = NAME, 0
    found = f"/editions/{cast.edition.slug}/{cast.section.slug}"
    client.sign_in(cast.ana).post(f"{found}/results/{finalise(session, cast).number}/publish")
    return found


@pytest.fixture
def public(cast: Cast, base: str) -> str:
    return f"/results/{cast.edition.slug}/{cast.section.slug}/"


@pytest.fixture
def eva(session: Session, cast: Cast, base: str) -> Participant:
    row = session.scalars(
        select(Participant).where(Participant.team_id == cast.t01.id, Participant.name == "Eva")
    ).one()
    row.user_id, row.key = cast.eva.id, "eva"
    session.flush()
    return row


def upload(client: Visitor, base: str, name: str, text: str) -> None:
    preview = client.post(f"{base}/imports/", data={"file": (io.BytesIO(text.encode()), name)}).location
    client.post(f"{preview}/confirm")


@pytest.fixture
def machine(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Go on at another machine: its own folder, the same database."""

    def go_on(name: str) -> None:
        monkeypatch.setattr(app, "instance_path", str(tmp_path / name))

    return go_on


def test_import_that_takes_a_consent_back_takes_the_name_off_the_page(
    client: Visitor, base: str, public: str, eva: Participant
) -> None:
    before = client.get(f"{public}en").text

    upload(client, base, "participants.csv", "team,name,participant,consent\nT01,Eva,eva,-\n")

    assert NAME in before
    assert [NAME in client.get(public + name).text for name in ("en", "uz", "ru", "ranking.csv", "results.json")] == [
        False
    ] * 5


def test_import_redraws_before_anybody_asks(
    client: Visitor, base: str, cast: Cast, eva: Participant, app: Flask
) -> None:
    upload(client, base, "participants.csv", "team,name,participant,consent\nT01,Eva,eva,-\n")

    current = Path(app.instance_path) / "published" / cast.edition.slug / cast.section.slug / "current"
    assert NAME not in (current / "en.html").read_text()


def test_consent_by_the_person_is_followed(
    client: Visitor, cast: Cast, base: str, public: str, eva: Participant
) -> None:
    client.sign_in(cast.eva).post(f"/account/data/{eva.id}/consent", data={f"member-{eva.id}-name": "y"})

    assert NAME not in client.get(f"{public}en").text


def test_form_of_a_member_is_followed(client: Visitor, cast: Cast, base: str, public: str, eva: Participant) -> None:
    client.post(f"{base}/teams/{cast.t01.id}/participants/{eva.id}", data={"name": "Eva", "role": "member"})

    assert NAME not in client.get(f"{public}en").text


def test_command_that_purges_is_followed(
    client: Visitor, session: Session, cast: Cast, public: str, app: Flask
) -> None:
    cast.edition.keep_personal_until = (utc_now() - timedelta(days=3)).date()
    edition, section = cast.edition.slug, cast.section.slug
    session.commit()

    done = app.test_cli_runner().invoke(args=["purge-personal-data", edition, "--yes"])

    assert done.exit_code == 0
    current = Path(app.instance_path) / "published" / edition / section / "current"
    assert NAME not in (current / "en.html").read_text()
    assert NAME not in client.get(f"{public}en").text


def test_changed_edition_is_followed(
    client: Visitor, session: Session, cast: Cast, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    files_of = published_files.files_of
    monkeypatch.setattr(published_files, "files_of", lambda place, _kept: drawn.append(place) or files_of(place))

    editions.change_edition(session, cast.edition, {"slug": cast.edition.slug, "name_en": "Another name"}, by=cast.ana)
    client.get(f"{public}en")
    client.get(f"{public}en")

    assert len(drawn) == 1


def test_version_that_becomes_official_is_followed(client: Visitor, cast: Cast, base: str, public: str) -> None:
    before = client.get(f"{public}en").text
    client.sign_in(cast.ben).post(f"{base}/results/1/make-official", data={"without_appeals": "y"})

    assert "Preliminary results" in before
    assert "Official results" in client.get(f"{public}en").text


def test_unpublish_at_one_machine_reaches_the_other(
    client: Visitor, base: str, public: str, machine: Callable[[str], None]
) -> None:
    machine("b")
    before = client.get(f"{public}en").status_code
    machine("a")
    client.post(f"{base}/results/1/unpublish", data={"reason": "A sum is checked"})
    machine("b")

    answers = [client.get(public + name).status_code for name in ("", "en", "ranking.csv", "results.json")]

    assert (before, answers) == (200, [404] * 4)


def test_consent_taken_back_at_one_machine_reaches_the_other(
    client: Visitor, base: str, public: str, eva: Participant, machine: Callable[[str], None]
) -> None:
    machine("b")
    before = client.get(f"{public}en").text
    machine("a")
    upload(client, base, "participants.csv", "team,name,participant,consent\nT01,Eva,eva,-\n")
    machine("b")

    assert NAME in before
    assert NAME not in client.get(f"{public}en").text


def test_page_that_has_not_changed_asks_one_question(client: Visitor, public: str, app: Flask) -> None:
    client.sign_out()
    client.get(f"{public}en")
    seen: list[str] = []
    with app.app_context():
        listened = engine()
    listen = lambda *given: seen.append(given[2])  # noqa: E731
    event.listen(listened, "before_cursor_execute", listen)

    client.get(f"{public}en")

    event.remove(listened, "before_cursor_execute", listen)
    assert len([one for one in seen if one.startswith("SELECT")]) == 1


def test_change_that_shows_nowhere_draws_nothing(
    client: Visitor, session: Session, cast: Cast, base: str, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(f"{public}en")
    monkeypatch.setattr(published_files, "files_of", lambda *_given: pytest.fail("drawn again"))

    client.post(f"{base}/teams/{cast.t02.id}/change", data={"team": "T02", "mentor": "Someone", "status": "competing"})

    session.refresh(cast.t02)
    assert cast.t02.mentor == "Someone"
    assert client.get(f"{public}en").status_code == 200


def test_files_that_cannot_be_drawn_are_taken_down_and_the_change_stays(
    client: Visitor, session: Session, cast: Cast, base: str, public: str, eva: Participant, app: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def fail(*_given: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(published_files, "files_of", fail)
    answer = client.post(f"{base}/teams/{cast.t01.id}/participants/{eva.id}", data={"name": "Eva", "role": "member"})

    assert answer.status_code == 303
    current = Path(app.instance_path) / "published" / cast.edition.slug / cast.section.slug / "current"
    assert not current.exists()
    monkeypatch.undo()


def test_archived_section_stays_public(client: Visitor, cast: Cast, public: str) -> None:
    cast.section.state = "archived"

    assert client.get(f"{public}en").status_code == 200


def current_of(app: Flask, cast: Cast) -> Path:
    return Path(app.instance_path) / "published" / cast.edition.slug / cast.section.slug / "current"


def publish_again(client: Visitor, session: Session, cast: Cast, base: str) -> None:
    """A penalty, a corrected version, and its publication."""
    session.add(
        Penalty(section_id=cast.section.id, team_id=cast.t01.id, task_id=None, points=500, user_id=None, at=NOON)
    )
    session.flush()
    number = finalise(session, cast, reason="A sum was wrong", confirmed=True).number
    session.commit()
    assert client.post(f"{base}/results/{number}/publish").status_code == 303


def test_a_disk_that_is_full_in_the_middle_of_a_publication_leaves_the_old_version_whole(
    client: Visitor, session: Session, cast: Cast, base: str, public: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = ("en", "uz", "ru", "ranking.csv", "results.json", "en/T01")
    before = {name: client.get(public + name).data for name in addresses}
    write, written = published_folders._write, []

    def full(path: Path, body: bytes) -> None:
        written.append(path)
        if len(written) > 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, body)

    with monkeypatch.context() as patched:
        patched.setattr(published_folders, "_write", full)
        publish_again(client, session, cast, base)
        while_full = {name: client.get(public + name).data for name in addresses}
        told = client.get(f"{base}/results/").text
    folders = list(current_of(app, cast).parent.glob("v-*"))
    app.extensions[published_state.FAILED].clear()  # a while later

    after = client.get(f"{public}en").text

    assert while_full == before
    assert "The disk of the server is full: this was saved, but the public pages could not be written." in told
    assert len(folders) == 1
    assert ("Version 2" in after, "Version 2" in before["en"].decode()) == (True, False)


def test_pages_that_cannot_be_drawn_leave_the_old_version_whole(
    client: Visitor, session: Session, cast: Cast, base: str, public: str, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get(f"{public}en").data

    def faulty(*_told: object) -> dict[str, bytes]:
        raise TypeError("a template meets what it cannot sort")

    with monkeypatch.context() as patched:
        patched.setattr(published_files, "files_of", faulty)
        publish_again(client, session, cast, base)
        meanwhile = client.get(f"{public}en")
        told = client.get(f"{base}/results/").text
    app.extensions[published_state.FAILED].clear()  # a while later

    assert (meanwhile.status_code, meanwhile.data) == (200, before)
    assert "Readers still see the version before. Tell an administrator: the reason stands in the log" in told
    assert "Version 2" in client.get(f"{public}en").text


def test_a_disk_that_is_full_keeps_no_name_that_must_be_hidden(
    client: Visitor, base: str, public: str, eva: Participant, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _body: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(published_folders, "_write", full)
        client.post(f"{base}/teams/{cast.t01.id}/participants/{eva.id}", data={"name": "Eva", "role": "member"})
        gone = not current_of(app, cast).exists()
        told = client.get(f"{base}/teams/").text

    assert (gone, "They are taken down, because the old ones may show what must be hidden." in told) == (True, True)
    assert NAME not in client.get(f"{public}en").text


def test_readers_are_shown_the_old_version_while_the_new_one_is_drawn(
    app: Flask, client: Visitor, session: Session, cast: Cast, base: str, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a page of a team that nobody asked for yet: it is drawn from what is public now, and waits for nobody."""
    files_of, told = published_files.files_of, list[str]()

    def slow(place: Place, _kept: Iterable[str]) -> dict[str, bytes]:
        for name in ("en", "en/T01", "en/T02"):
            told.append(client.get(public + name).text)
        return files_of(place)

    client.get(f"{public}en/T01")
    monkeypatch.setattr(published_files, "files_of", slow)
    publish_again(client, session, cast, base)

    assert [re.findall(r"esults · version (\d)", one)[0] for one in told] == ["1", "1", "2"]
    assert "Version 2" in client.get(f"{public}en").text


def test_the_first_reader_of_what_was_published_elsewhere_waits_for_no_drawing(
    app: Flask, client: Visitor, session: Session, cast: Cast, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = list[Callable[[], None]]()
    monkeypatch.setitem(app.extensions, published_state.LATER, jobs.append)
    client.get(f"{public}en")
    cast.edition.name = "Another name"

    first = client.get(f"{public}en").text
    for job in jobs:
        job()

    assert ("Another name" in first, len(jobs)) == (False, 1)
    assert "Another name" in client.get(f"{public}en").text


def test_pages_of_teams_that_readers_asked_for_are_drawn_with_the_next_version(
    app: Flask, client: Visitor, session: Session, cast: Cast, base: str, public: str
) -> None:
    client.get(f"{public}en/T01")

    publish_again(client, session, cast, base)

    drawn = current_of(app, cast) / "en"
    assert sorted(path.name for path in drawn.glob("T*.html")) == ["T01.html"]
    assert (drawn / "T01.html").read_bytes() == client.get(f"{public}en/T01").data


def test_what_is_taken_down_while_it_is_drawn_stays_down(app: Flask, base: str, tmp_path: Path) -> None:
    """Whoever took it down found nothing to remove yet."""
    folder = published_folders.PublishedFolder(tmp_path / "published" / "samarkand" / "section")
    content = Content("drawn", "", lambda: {"en.html": b"places"})
    with app.test_request_context():
        one = Publication("it", folder, "stamp", True, lambda _session: content, lambda _session: True)
        published_state.bring_up_to_date(one)

    assert not (folder.path / "current").exists()


def test_a_folder_that_is_removed_while_it_is_written_never_comes_back(tmp_path: Path) -> None:
    folder = published_folders.PublishedFolder(tmp_path)
    files = {"en.html": b"places", "en/T01.html": b"a team"}

    class Removed(dict[str, bytes]):
        def items(self):  # type: ignore[no-untyped-def]
            for name, body in files.items():
                yield name, body
                folder.remove()

    with pytest.raises(FileNotFoundError):
        folder.write(Removed())

    assert list(tmp_path.iterdir()) == []


def test_of_two_publications_at_once_the_second_finds_the_first_drawn(
    app: Flask, client: Visitor, cast: Cast, base: str, public: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes follow the same commit: one draws, the other waits for it, readers for none."""
    drawn: list[str] = []
    files_of = published_files.files_of
    monkeypatch.setattr(
        published_files, "files_of", lambda place, _: drawn.append(place.section.slug) or files_of(place)
    )
    with app.test_request_context():
        stamp = publication.stamp_at(db.session(), cast.edition.slug, cast.section.slug)
        assert stamp is not None
        one = published_state.of_section(stamp)
        one.folder.remove()
        with published_state.turn(one.folder) as first, published_state.turn(one.folder, waits=False) as second:
            assert (first, second) == (True, False)
        published_state.bring_up_to_date(one, waits=True)
        published_state.bring_up_to_date(one, waits=True)

    assert drawn == [cast.section.slug]
    assert client.get(f"{public}en").status_code == 200
