"""Asks that a form for something new never changes what is there, and that late changes of people and teams have a reason."""

import io

import pytest
from sqlalchemy import select

from olympiad.domain.lifecycle import Stage
from olympiad.models.adjustment import TimeTaken
from olympiad.models.audit import AuditDetail, AuditEntry
from olympiad.models.base import Base
from olympiad.models.certificate import Certificate
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge
from olympiad.models.participant import Participant
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.services.results import results
from tests.factories import NOON
from tests.results_world import finalise, mark_everything

TEAM = {
    "team": "T01", "name": "Wrong team", "code": "", "institution": "", "country": "", "mentor": "",
    "status": "competing", "status_reason": "", "language": "",
}  # fmt: skip
JUDGE = {"judge": "cem", "name": "Somebody else", "institution": "", "email": "", "kind": "official", "teams": ""}
TASK = {
    "task": "P", "title": "Overwritten", "weight": "2", "judges": "1", "method": "mean", "drop": "1", "by": "sheet",
    "disagreement": "10%", "disagreement_step": "1",
}  # fmt: skip
CRITERION = {"criterion": "yield", "kind": "points", "maximum": "3", "step": "0.5", "critical_how": "no"}


@pytest.fixture
def place(cast):
    return f"/editions/{cast.edition.slug}/{cast.section.slug}"


@pytest.fixture
def marked(cast, session):
    """The section after the first mark: cem has handed in a sheet of T01."""
    cast.section.marking_started_at, cast.section.state = NOON, Stage.MARKING
    cast.sheets["T01", "P", "cem"].state = "submitted"
    session.flush()


def every_row(session):
    """Every value of what set-up makes."""
    tables: list[type[Base]] = [Team, Judge, Task, Criterion, Institution, Participant]
    return {
        (table.__tablename__, row.id): {column.key: getattr(row, column.key) for column in table.__mapper__.columns}
        for table in tables
        for row in session.scalars(select(table))
    }


def forms(cast, session):
    """Address of each form for something new, what is typed with a taken key, and the page of who has it."""
    known = session.get_one(Institution, cast.t01.institution_id)
    member = session.scalars(select(Participant).where(Participant.team_id == cast.t01.id)).first()
    line = cast.pipetting.criteria[0]
    return {
        "team": ("/teams/new", TEAM, f"/teams/{cast.t01.id}"),
        "judge": ("/judges/new", JUDGE, f"/judges/{cast.cem_judge.id}"),
        "task": ("/tasks/new", TASK, f"/tasks/{cast.pipetting.id}"),
        "criterion": (
            f"/tasks/{cast.pipetting.id}/criteria/new", CRITERION, f"/tasks/{cast.pipetting.id}/criteria/{line.id}",
        ),
        "institution": ("/institutions/new", {"institution": known.key, "name_en": "X"}, f"/institutions/{known.id}"),
        "participant": (
            f"/teams/{cast.t01.id}/participants/new", {"name": member.name, "role": "member"},
            f"/teams/{cast.t01.id}/participants/{member.id}",
        ),
    }  # fmt: skip


@pytest.mark.parametrize("thing", ["team", "judge", "task", "criterion", "institution", "participant"])
def test_a_taken_key_is_refused_and_leads_to_its_owner(client, cast, place, session, thing):
    address, typed, owner = forms(cast, session)[thing]
    before = every_row(session)

    page = client.sign_in(cast.ana).post(place + address, data=typed).text

    session.expire_all()
    assert every_row(session) == before
    assert f'href="{place}{owner}"' in page


@pytest.mark.parametrize("thing", ["team", "judge", "criterion"])
def test_a_taken_key_is_refused_after_the_first_mark(client, cast, place, session, marked, thing):
    address, typed, _ = forms(cast, session)[thing]
    before = every_row(session)

    client.sign_in(cast.ben if thing == "criterion" else cast.ana).post(place + address, data=typed | {"reason": "x"})

    session.expire_all()
    assert every_row(session) == before


def test_a_late_change_says_what_it_touches(client, cast, place, session, marked):
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    version = finalise(session, cast, official=True)
    results.publish(session, version, by=cast.ana)
    member = session.scalars(select(Participant).where(Participant.team_id == cast.t01.id)).first()
    session.add(
        Certificate(
            section_id=cast.section.id,
            results_version_id=version.id,
            participant_id=member.id,
            number="BIO-1",
            token="t",
            kind="award",
            fields="{}",
            issued_at=NOON,
        )
    )
    session.flush()

    page = client.sign_in(cast.ana).get(f"{place}/teams/{cast.t01.id}/change").text

    assert "score sheets with marks belong here (cem" in page
    assert "Version 1 of the results is public as official." in page
    assert "1 certificate is issued" in page


@pytest.mark.parametrize("reason", ["", "The registration list was wrong"])
def test_a_late_change_of_a_team_needs_a_reason(client, cast, place, session, marked, reason):
    client.sign_in(cast.ana).post(
        f"{place}/teams/{cast.t01.id}/change", data=TEAM | {"name": "Afrosiyob", "reason": reason}
    )

    session.expire_all()
    assert (session.get_one(Team, cast.t01.id).name == "Afrosiyob") is bool(reason)
    recorded = session.scalars(select(AuditDetail.value).where(AuditDetail.field == "reason")).all()
    assert recorded == ([reason] if reason else [])


@pytest.mark.parametrize("reason", ["", "Registered twice"])
def test_a_late_removal_needs_a_reason(client, cast, place, session, marked, reason):
    client.sign_in(cast.ana).post(f"{place}/teams/{cast.t02.id}/remove", data={"reason": reason})

    assert (session.scalars(select(Team).where(Team.key == "T02")).first() is None) is bool(reason)


def test_before_the_first_mark_nobody_is_asked(client, cast, place, session):
    page = client.sign_in(cast.ana).get(f"{place}/teams/{cast.t01.id}/change").text

    assert 'name="reason"' not in page
    assert "Marking has started" not in page


@pytest.mark.parametrize("thing", ["edition", "section"])
def test_a_taken_address_leads_to_its_owner(client, cast, place, thing):
    address, owner = {
        "edition": ("/editions/new", f"/editions/{cast.edition.slug}/"),
        "section": (f"/editions/{cast.edition.slug}/new-section", f"{place}/"),
    }[thing]
    slug = owner.rstrip("/").rpartition("/")[2]
    typed = {"name": "Again", "title": "Again", "slug": slug, "code": "X", "time_zone": "Asia/Tashkent"}

    page = client.sign_in(cast.admin).post(address, data=typed).text

    assert f'href="{owner}"' in page.partition('id="slug-error"')[2].partition("</p>")[0]


def test_a_second_time_of_a_team_is_refused(client, cast, place, session):
    typed = {"team": "T01", "task": "P", "seconds": "61", "reason": "stop-watch"}
    client.sign_in(cast.ben).post(f"{place}/adjustments/times/new", data=typed)

    answer = client.post(f"{place}/adjustments/times/new", data=typed | {"seconds": "99"})

    assert answer.status_code == 422
    assert "This is entered already: T01, P." in answer.text
    assert session.scalars(select(TimeTaken.seconds)).all() == [61_000]


def last_number(session):
    """Number of the line that was written last; one that seals the rows of the test comes before it."""
    return session.scalars(select(AuditEntry.seq).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_a_change_is_undone_from_the_record(client, cast, place, session):
    client.sign_in(cast.ana).post(f"{place}/teams/{cast.t01.id}/change", data=TEAM)
    address = f"{place}/audit/{last_number(session)}/undo"
    listed = client.get(f"{place}/audit/").text
    asked = client.get(address).text

    answer = client.post(address)

    session.expire_all()
    assert f'href="{address}"' in listed
    assert "Wrong team" in asked
    assert answer.status_code == 303
    assert session.get_one(Team, cast.t01.id).name != "Wrong team"
    assert "This cannot be undone." in client.get(address).text


def test_the_chief_judge_undoes_no_set_up(client, cast, place, session):
    client.sign_in(cast.ana).post(f"{place}/teams/{cast.t01.id}/change", data=TEAM)

    assert client.sign_in(cast.ben).get(f"{place}/audit/{last_number(session)}/undo").status_code == 403


@pytest.mark.parametrize("reason", ["", "Late list of the department"])
def test_a_late_file_of_people_needs_a_reason(client, cast, place, session, marked, reason):
    file = (io.BytesIO(b"team,name\nT01,Late name\n"), "teams.csv")
    preview = client.sign_in(cast.ana).post(f"{place}/imports/", data={"file": file}).location

    asked = client.get(preview).text
    client.post(f"{preview}/confirm", data={"reason": reason})

    session.expire_all()
    assert 'name="reason"' in asked
    assert (session.get_one(Team, cast.t01.id).name == "Late name") is bool(reason)
