"""Pages of names: a member sees the own one alone, the leader the team's, the organizer all."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.models.name_confirmation import NameConfirmation
from olympiad.models.participant import Participant
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
