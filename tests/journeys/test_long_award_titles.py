"""A special award whose name is a sentence stands between emblem and number, and lies on neither."""

import io
import zipfile

import pypdfium2
from sqlalchemy.orm import Session

from olympiad.domain.roles import Role
from tests.applications import Visitor
from tests.factories import Cast, give_role, make_rules, make_section
from tests.journeys.loaded import boxes, here, issued, load, outside, overlapping

AWARD = "For the most accurate quantitative determination of the unknown mixture and exemplary bench hygiene"
FILES = {
    "teams.csv": "team,name\nA1,Alpha\n",
    "participants.csv": "team,name\nA1,Aleksandra-Konstantinovna Preobrazhenskaya-Zakharchenko\n",
    "tasks.csv": "task,title,judges\nA,Titration,0\n",
    "criteria.csv": "task,criterion,kind,maximum\nA,all,points,10\n",
    "agreed_marks.csv": "team,task,mark\nA1,A,9\n",
    "awards.csv": f"team,award,reason\nA1,{AWARD},Decision of the jury\n",
}


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in FILES.items():
            packed.writestr(name, text)
    return file.getvalue()


def test_the_title_of_a_certificate_lies_on_nothing(client: Visitor, cast: Cast, session: Session) -> None:
    section = make_section(session, edition=cast.edition, slug="long-titles")
    make_rules(session, section)
    give_role(session, cast.ana, Role.ORGANIZER, section=section)
    session.commit()
    ana = client.sign_in(cast.ana)
    load(ana, here(section, cast), archive(), "section.zip")
    made = issued(session, section, cast, ("ru", "en"))
    session.commit()

    documents = [
        pypdfium2.PdfDocument(ana.get(f"{here(section, cast)}/certificates/{one.id}.pdf").data) for one in made
    ]

    assert any(AWARD in one.fields for one in made)
    for document in documents:
        lines = boxes(document[0])
        assert outside(lines, document[0]) == []
        assert overlapping(lines) == []
