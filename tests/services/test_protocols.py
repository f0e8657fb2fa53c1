"""What the protocol says beside the ranking: who judged how much, conflicts of interest, and what went wrong."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from olympiad.documents.protocol import ProtocolJudge
from olympiad.domain.incidents import Kind, Remedy
from olympiad.services.results import protocols
from olympiad.services.settling import incident_remedies, incidents
from olympiad.services.settling.incident_remedies import Choice
from olympiad.services.settling.incidents import Report
from tests.factories import NOON, Cast, make_institution, make_judge, make_score_sheet

AT_NOON = "5 December 2026, 17:00"


def told(session: Session, cast: Cast) -> list[str]:
    return protocols.incidents_of(session, cast.section, "Asia/Samarkand", "en")


def report(session: Session, cast: Cast, **given: object) -> incidents.Incident:
    defaults = {"kind": Kind.SPILT, "starts_at": NOON, "text": "It was spilt.", "team_ids": (cast.t01.id,)}
    return incidents.report(session, cast.section, Report(**defaults | given), by=cast.cem)  # type: ignore[arg-type]


def test_judges_stand_by_name_with_their_sheets_that_are_not_void(session: Session, cast: Cast) -> None:
    cast.cem_judge.name, cast.dana_judge.name = "Zafar", ""
    cast.sheets["T01", "P", "dana"].state = "void"
    pupil = make_judge(session, cast.section, key="pupil", kind="practice")
    make_score_sheet(session, cast.t01, cast.pipetting, pupil)
    make_judge(session, cast.section, key="idle")

    assert protocols.judges_of(session, cast.section, "en") == [
        ProtocolJudge("dana", "", 3, 0), ProtocolJudge("Zafar", "", 4, 0),
    ]  # fmt: skip


def test_sheets_for_the_own_institution_are_counted_and_told(session: Session, cast: Cast) -> None:
    own = make_institution(session, cast.edition, key="SamMU", name_en="", name_ru="СамМУ")
    cast.cem_judge.institution = cast.t01.institution = own
    session.flush()

    cem, dana = protocols.judges_of(session, cast.section, "en")

    assert (cem.institution, cem.sheets, cem.conflicts, dana.conflicts) == ("СамМУ", 4, 2, 0)
    (line,) = protocols.conflicts_of(session, cast.section, "en")
    assert line.startswith(f"cem – team {cast.t01.code}, 2 sheets: ")
    cast.sheets["T01", "P", "cem"].state = "void"
    session.flush()
    assert protocols.conflicts_of(session, cast.section, "en")[0].startswith(f"cem – team {cast.t01.code}, 1 sheet: ")


def test_without_conflicts_nothing_is_said(session: Session, cast: Cast) -> None:
    assert (protocols.conflicts_of(session, cast.section, "en"), told(session, cast)) == ([], [])


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({}, AT_NOON),
        ({"ends_at": NOON + timedelta(minutes=10)}, f"{AT_NOON}–17:10"),
        ({"station": "Hall B"}, f"Hall B · {AT_NOON}"),
    ],
)
def test_an_incident_says_as_much_as_is_known(
    session: Session, cast: Cast, given: dict[str, object], where: str
) -> None:
    report(session, cast, **given)

    (line,) = told(session, cast)
    assert line.endswith(f" · {where} · {cast.t01.code}: It was spilt.")
    assert line.startswith("1. ")


def test_a_task_is_named_by_its_title_else_by_its_code(session: Session, cast: Cast) -> None:
    cast.pipetting.title, cast.glucose.title = "Pipetting", ""
    for task in (cast.pipetting, cast.glucose):
        report(session, cast, task_id=task.id, team_ids=(cast.t02.id, cast.t01.id))

    codes = ", ".join(sorted([cast.t01.code, cast.t02.code]))
    lines = [line.partition(" · ")[2] for line in told(session, cast)]
    assert lines == [f"{name} · {AT_NOON} · {codes}: It was spilt." for name in ("Pipetting", "G")]


def test_only_remedies_that_stand_are_told_and_no_incident_that_was_dismissed(session: Session, cast: Cast) -> None:
    kept, dismissed = report(session, cast), report(session, cast)
    incidents.dismiss(session, dismissed, reason="reported twice", by=cast.ben)
    made = [incident_remedies.apply(session, kept, Choice(Remedy.EXTRA_TIME, reason=reason, minutes=5), by=cast.ben)
            for reason in ("late bell", "no light", "too early")]  # fmt: skip
    incident_remedies.withdraw(session, made[2], reason="a mistake", by=cast.ben)

    (line,) = told(session, cast)

    assert line.endswith(": It was spilt. Extra time (late bell); Extra time (no light)")
