"""Pages of names: a member sees the own one alone, the leader the team's, the organizer all."""

import re
from datetime import datetime, timedelta

import pypdfium2
from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.models.name_confirmation import NameConfirmation
from olympiad.models.participant import Participant
from olympiad.services.results import name_confirmations
from tests.applications import Visitor
from tests.factories import Cast
from tests.results_world import AWARDS, finalise, mark_everything, set_rules


def base(cast: Cast) -> str:
    return f"/editions/{cast.edition.slug}/{cast.section.slug}/name-confirmations"


def person(session: Session, key: str) -> Participant:
    return session.scalars(select(Participant).where(Participant.key == key)).one()


def test_a_member_confirms_the_own_name_and_sees_no_other(client: Visitor, session: Session, cast: Cast) -> None:
    gul, eva = person(session, "gul"), person(session, "eva")
    client.sign_in(cast.gul)

    page = client.get(f"{base(cast)}/mine", follow_redirects=True)
    picture = client.get(f"{base(cast)}/{gul.id}/certificate.png")
    seen = re.findall(r'name="seen" value="(\w+)"', page.text)
    done = client.post(f"{base(cast)}/{gul.id}/confirm", data={"seen": seen, "script": "latin"}, follow_redirects=True)
    others = [client.get(f"{base(cast)}/{eva.id}").status_code, client.get(f"{base(cast)}/").status_code]

    assert ("Is this your name?" in page.text, picture.data[:4]) == (True, b"\x89PNG")
    assert "The name is confirmed" in done.text
    assert others == [404, 403]


def test_a_leader_confirms_for_all_of_the_own_team(client: Visitor, session: Session, cast: Cast) -> None:
    page = client.sign_in(cast.eva).get(f"{base(cast)}/mine").text
    seen = re.findall(r'name="seen" value="(\w+)"', page)

    done = client.post(f"{base(cast)}/confirm-all", data={"seen": seen}, follow_redirects=True)

    assert "2 names are confirmed." in done.text
    rows = session.scalars(select(NameConfirmation)).all()
    assert {row.participant_id for row in rows} == {person(session, "eva").id, person(session, "gul").id}


def test_a_correction_goes_from_the_member_to_a_new_certificate(client: Visitor, session: Session, cast: Cast) -> None:
    set_rules(session, cast, AWARDS)
    mark_everything(session, cast, {"T01": 8750, "T02": 6250})
    finalise(session, cast, official=True)
    place = base(cast).removesuffix("/name-confirmations")
    client.sign_in(cast.ana).post(f"{place}/certificates/issue", data={"language": ["uz", "en"]})
    finn = person(session, "finn")
    given = {"name": "Finn O’Malley", "name_local": "", "reason": "as in the passport"}
    sent = client.sign_in(cast.finn).post(f"{base(cast)}/{finn.id}/correct", data=given, follow_redirects=True)

    listed = client.sign_in(cast.ana).get(f"{base(cast)}/?state=asked").text
    row = session.scalars(select(NameConfirmation)).one()
    done = client.post(f"{base(cast)}/corrections/{row.id}/accept", follow_redirects=True)

    assert "An organizer looks at it" in sent.text
    assert "as in the passport" in listed
    assert "takes the place of the old one" in done.text
    assert person(session, "finn").name == "Finn O’Malley"


def test_a_refused_correction_keeps_what_was_typed(client: Visitor, session: Session, cast: Cast) -> None:
    gul = person(session, "gul")

    page = client.sign_in(cast.gul).post(
        f"{base(cast)}/{gul.id}/correct", data={"name": "張玉彤", "name_local": "Гуль"}
    )

    assert "Гуль" in page.text
    assert 'role="alert"' in page.text
    assert session.scalars(select(NameConfirmation)).all() == []


def test_declining_asks_for_a_reason_that_the_member_reads(client: Visitor, session: Session, cast: Cast) -> None:
    gul = person(session, "gul")
    client.sign_in(cast.gul).post(f"{base(cast)}/{gul.id}/correct", data={"name": "Gulnora"})
    row = session.scalars(select(NameConfirmation)).one()
    client.sign_in(cast.ana)

    without = client.post(f"{base(cast)}/corrections/{row.id}/decline", data={"reason": ""})
    client.post(f"{base(cast)}/corrections/{row.id}/decline", data={"reason": "The passport says Gul"})

    assert without.status_code == 200
    assert "The passport says Gul" in client.sign_in(cast.gul).get(f"{base(cast)}/{gul.id}").text


def wall(moment: datetime) -> str:
    """The moment as the clock in Samarkand shows it, five hours ahead of UTC."""
    return (moment + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M")


def test_the_deadline_is_the_editions_and_ends_confirming_but_no_correction(
    client: Visitor, session: Session, cast: Cast
) -> None:
    gul, at = person(session, "gul"), (utc_now() + timedelta(hours=3)).replace(second=0, microsecond=0)
    set_to = client.sign_in(cast.ana).post(f"{base(cast)}/deadline", data={"at": wall(at)})
    until = cast.edition.names_until
    before = client.sign_in(cast.gul).get(f"{base(cast)}/{gul.id}").text
    cast.edition.names_until = utc_now() - timedelta(minutes=1)

    seen = name_confirmations.seen_of(person(session, "gul"))
    refused = client.post(f"{base(cast)}/{gul.id}/confirm", data={"seen": seen, "script": "latin"})
    after = client.get(f"{base(cast)}/{gul.id}").text
    asked = client.post(f"{base(cast)}/{gul.id}/correct", data={"name": "Gulnora"})

    assert (set_to.status_code, until) == (303, at)
    assert ("This is right" in before, "This is right" in after) == (True, False)
    assert "The time to confirm ended" in after
    assert (refused.status_code, asked.status_code) == (409, 303)
    assert [row.state for row in session.scalars(select(NameConfirmation))] == ["asked"]


def test_a_deadline_that_is_past_is_refused_and_an_empty_one_taken_away(
    client: Visitor, session: Session, cast: Cast
) -> None:
    cast.edition.names_until = utc_now() + timedelta(hours=1)
    client.sign_in(cast.ana)

    past = client.post(f"{base(cast)}/deadline", data={"at": "2024-01-01T10:00"})
    kept = cast.edition.names_until
    client.post(f"{base(cast)}/deadline", data={"at": ""})

    assert (past.status_code, "This time is past" in past.text, kept is None) == (422, True, False)
    assert cast.edition.names_until is None


def test_who_has_not_answered_is_listed_by_institution_as_table_and_on_paper(
    client: Visitor, session: Session, cast: Cast
) -> None:
    gul = person(session, "gul")
    gul.name, gul.email, cast.t01.mentor = "=Gul", "gul@example.org", "Dr. Karimova"
    assert cast.t01.institution is not None
    cast.t01.institution.name_en = "Zarafshan University"
    eva = person(session, "eva")
    name_confirmations.confirm(session, eva, ("latin",), seen=name_confirmations.seen_of(eva), by=cast.eva)
    client.sign_in(cast.ana)

    table = client.get(f"{base(cast)}/not-confirmed.csv").data.decode("utf-8-sig")
    paper = client.get(f"{base(cast).removesuffix('name-confirmations')}documents/names-to-confirm.pdf").data

    rows = [line.split(",") for line in table.splitlines()]
    assert [row[3] for row in rows[1:]] == ["Finn", "'=Gul"]
    assert (rows[2][0], rows[2][6:]) == ("Zarafshan University", ["gul@example.org", "Dr. Karimova"])
    printed = pypdfium2.PdfDocument(paper)[0].get_textpage().get_text_range()
    assert ("Zarafshan University" in printed, "=Gul" in printed, "Eva" in printed) == (True, True, False)


def test_the_picture_follows_what_is_typed_and_nothing_is_kept(client: Visitor, session: Session, cast: Cast) -> None:
    gul = person(session, "gul")
    client.sign_in(cast.gul)
    place = f"{base(cast)}/{gul.id}"

    drawn = [client.post(f"{place}/preview", data={"name": name}).json["picture"] for name in ("Gul", "Gulnora")]
    refused = client.post(f"{place}/preview", data={"name": "張玉彤"}).json
    without_script = client.post(f"{place}/correct", data={"name": "Gulnora", "show": "1"}).text

    assert drawn[0] != drawn[1]
    assert set(refused) == {"refused"}
    assert (drawn[1] in without_script, 'value="Gulnora"' in without_script) == (True, True)
    assert (person(session, "gul").name, session.scalars(select(NameConfirmation)).all()) == ("Gul", [])
