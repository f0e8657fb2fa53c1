"""Asks how a section is loaded from files: the plan, all or nothing, twice like once, and what is refused."""

import io
import zipfile

import pytest
from sqlalchemy import event, func, select

from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role
from olympiad.exchange.overlay import Action
from olympiad.models.institution import Institution
from olympiad.models.score_sheet import Mark, ScoreSheet
from olympiad.models.team import Team
from olympiad.services.computing import section_tables
from olympiad.services.entry import section_import
from tests.factories import give_role, make_cast, make_mark, make_section, make_user

FOLDER = {
    "institutions": "institution,name_en,host\nSamMU,Samarkand State Medical University,yes\nAstana,Astana University,no\n",
    "teams": "team,code,name,institution,country\nT01,K47,Zarafshon,SamMU,UZ\nT02,,Alatau,astana university,KZ\n",
    "participants": "team,name,participant,role,consent\nT01,Aziza Karimova,P1,leader,name|score\nT02,Dana Omarova,,member,\n",
    "tasks": 'task,title,weight,judges\nA,Protein,"1,5",2\nB,Glucose,1,1\n',
    "criteria": "task;criterion;kind;maximum;step;key\nA;yield;points;10;0,5;\nA;clean;check;2;;\n"
    "B;glucose;reading;4;;value=5.55 full=2% zero=20%\nB;spilt;penalty;3;;each=1 free=1\n",
    "judges": "judge,name,institution,tasks\ncem,Cem,SamMU,\ndana,Dana,,A\n",
    "rules": "key,value\ndecimals,1\naward.gold,place=1\n",
}
MARKS = (
    "team,task,judge,criterion,mark,reading,state\nK47,A,cem,yield,7.5,,\nT01,A,cem,clean,yes,,\nT01,A,dana,yield,8,,\n"
    "T01,B,cem,glucose,,5.6|5.5,\nT01,B,cem,spilt,2,,\nT02,A,cem,,,,absent\n"
)


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


@pytest.fixture
def ana(session):
    return make_user(session, "ana")


@pytest.fixture
def section(session):
    return make_section(session)


def load(session, section, ana, **files: str):
    return section_import.apply_upload(session, section, "section.zip", zipped(**files), by=ana)


def test_plan_names_what_would_be_created_and_changes_nothing(session, section):
    plan = section_import.plan_upload(session, section, "section.zip", zipped(**FOLDER))

    assert plan.problems == []
    assert {name: len(plan.changed(name)) for name in plan.rows} == {
        "institutions": 2, "teams": 2, "participants": 2, "tasks": 2, "criteria": 4, "judges": 2, "rules": 2,
    }  # fmt: skip
    assert session.scalar(select(func.count(Team.id))) == 0


def test_apply_writes_the_section_as_the_files_say(session, section, ana):
    load(session, section, ana, **FOLDER)

    tables = section_tables.read(session, section)
    assert {name: cell for name, cell in tables["teams"][0].items() if cell} == {
        "team": "T01", "code": "K47", "name": "Zarafshon", "institution": "SamMU", "country": "UZ", "status": "competing",
    }  # fmt: skip
    assert tables["teams"][1]["institution"] == "Astana"
    assert [row["weight"] for row in tables["tasks"]] == ["1.5", "1"]
    assert [row["step"] for row in tables["criteria"]] == ["0.5", "0.5", "0.5", "0.5"]
    assert tables["rules"] == [{"key": "decimals", "value": "1"}, {"key": "award.gold", "value": "place=1"}]


def test_apply_makes_the_score_sheets_of_the_assignments(session, section, ana):
    load(session, section, ana, **FOLDER)

    assert session.scalar(select(func.count(ScoreSheet.id))) == 2 * 3


def test_apply_draws_codes_without_look_alikes(session, section, ana):
    load(session, section, ana, **FOLDER)

    code = session.scalar(select(Team.code).where(Team.key == "T02"))
    assert set(code) <= set("ACDEFHJKMNPRTWXY23456789")
    assert len(code) == 3


def test_apply_twice_is_the_same_as_once(session, section, ana):
    load(session, section, ana, **FOLDER, marks=MARKS)
    before = section_tables.read(session, section)

    plan = load(session, section, ana, **FOLDER, marks=MARKS)

    assert plan.count(Action.CREATE) + plan.count(Action.CHANGE) == 0
    assert section_tables.read(session, section) == before


def test_apply_leaves_on_an_empty_cell_and_clears_on_a_hyphen(session, section, ana):
    load(session, section, ana, **FOLDER)

    plan = load(session, section, ana, teams="team,name,country,code\nT01,,-,\n")

    team = session.scalars(select(Team).where(Team.key == "T01")).one()
    assert (team.name, team.country, team.code) == ("Zarafshon", "", "K47")
    assert [dict(row.before) for row in plan.changed("teams")] == [{"country": "UZ"}]


def test_apply_creates_an_unknown_institution_with_a_note_of_near_ones(session, section, ana):
    load(session, section, ana, **FOLDER)

    plan = load(session, section, ana, teams="team,institution\nT03,Astana Univercity\n")

    assert [(note.code, note.fields["near"]) for note in plan.notes] == [("institution_new", "Astana University")]
    assert session.scalar(select(func.count(Institution.id))) == 3


def test_apply_fills_marks_submits_complete_sheets_and_accepts_where_all_are_in(session, section, ana):
    load(session, section, ana, **FOLDER)

    load(session, section, ana, marks=MARKS)

    rows = session.execute(
        select(Team.key, ScoreSheet.state, func.count())
        .join(Team, Team.id == ScoreSheet.team_id)
        .group_by(Team.key, ScoreSheet.state)
        .order_by(Team.key, ScoreSheet.state)
    )
    assert [tuple(row) for row in rows] == [
        ("T01", "accepted", 1), ("T01", "open", 1), ("T01", "submitted", 1), ("T02", "not_started", 2), ("T02", "submitted", 1),
    ]  # fmt: skip
    assert section.marking_started_at is not None


def test_apply_never_overwrites_a_mark(session, section, ana):
    load(session, section, ana, **FOLDER, marks=MARKS)

    plan = section_import.plan_upload(
        session, section, "marks.csv", b"team,task,judge,criterion,mark\nT01,A,dana,yield,9\nT01,A,dana,yield,8\n"
    )

    assert [(problem.row, problem.code, problem.fields["present"]) for problem in plan.problems] == [
        (2, "mark_differs", "8")
    ]


def test_apply_loads_no_cleared_mark_of_another_section(session, section, ana):
    elsewhere = make_cast(session)
    sheet = elsewhere.sheets["T01", "P", "cem"]
    make_mark(session, sheet, elsewhere.pipetting.criteria[0], None, state="unmarked")
    load(session, section, ana, **FOLDER)
    for mark in session.scalars(select(Mark)).all():
        session.expunge(mark)
    met = []
    note = lambda mark, _context: met.append(mark.sheet_id)  # noqa: E731
    event.listen(Mark, "load", note)

    load(session, section, ana, marks=MARKS)

    event.remove(Mark, "load", note)
    assert sheet.id not in met


@pytest.mark.parametrize(
    ("table", "text", "problem"),
    [
        ("criteria", "task,criterion,kind,maximum\nA,new,points,1.2345\n", ("maximum", "too_many_decimals")),
        ("criteria", f"task,criterion,kind,maximum\nA,new,points,1{20 * '0'}\n", ("maximum", "number_too_large")),
        ("criteria", "task,criterion,kind,maximum,step\nA,new,points,1,0.0005\n", ("step", "too_many_decimals")),
        ("tasks", "task,weight\nA,0.33333\n", ("weight", "too_many_decimals")),
        ("tasks", f"task,judges\nA,{2**31}\n", ("judges", "number_too_large")),
        ("tasks", "task,minutes\nA,-5\n", ("minutes", "number_below")),
        ("tasks", "task,minutes\nA,1.5\n", ("minutes", "number_not_whole")),
        ("times", "team,task,seconds\nT01,A,0.0001\n", ("seconds", "too_many_decimals")),
        ("penalties", f"team,points\nT01,1{12 * '0'}\n", ("points", "number_too_large")),
        ("extra_rounds", f"team,rank\nT01,{2**31}\n", ("rank", "number_too_large")),
        ("schedule", "team,task,order\nT01,A,-1\n", ("order", "number_below")),
        ("teams", f"team,mentor\nT01,{301 * 'x'}\n", ("mentor", "text_too_long")),
    ],
)
def test_plan_names_what_a_column_cannot_keep(session, section, ana, table, text, problem):
    load(session, section, ana, **FOLDER)

    plan = section_import.plan_upload(session, section, f"{table}.csv", text.encode())

    assert [(one.column, one.code) for one in plan.problems] == [problem]


def test_apply_fills_the_hole_of_an_open_sheet(session, section, ana):
    load(session, section, ana, **FOLDER, marks=MARKS)

    load(session, section, ana, marks="team,task,judge,criterion,mark\nT01,A,dana,clean,no\n")

    open_sheets = select(func.count()).select_from(ScoreSheet).where(ScoreSheet.state == "open")
    assert session.scalar(open_sheets) == 0
    assert session.scalars(select(Mark.mark).where(Mark.mark == 0)).all() == [0]


def test_plan_refuses_tasks_criteria_and_rules_once_marking_has_started(session, section, ana):
    load(session, section, ana, **FOLDER, marks=MARKS)

    plan = section_import.plan_upload(
        session,
        section,
        "section.zip",
        zipped(
            tasks="task,weight\nA,2\n",
            criteria="task,criterion,kind,maximum\nA,new,points,1\n",
            rules="key,value\ndecimals,3\n",
        ),
    )

    assert [(problem.file, problem.row, problem.code) for problem in plan.problems] == [
        ("tasks.csv", 2, "frozen"), ("criteria.csv", 2, "frozen"), ("rules.csv", 2, "frozen"),
    ]  # fmt: skip


def test_plan_refuses_another_code_once_a_sheet_is_opened(session, section, ana):
    load(session, section, ana, **FOLDER, marks=MARKS)

    plan = section_import.plan_upload(session, section, "teams.csv", b"team,code\nT01,X99\n")

    assert [(problem.row, problem.column, problem.code) for problem in plan.problems] == [(2, "code", "code_fixed")]


def test_apply_with_a_problem_changes_nothing(session, section, ana):
    load(session, section, ana, **FOLDER, marks=MARKS)
    session.commit()
    before = section_tables.read(session, section)

    with pytest.raises(DomainError) as refused:
        load(session, section, ana, teams="team,name,code\nT01,Other,X99\nT05,New,\n")

    session.rollback()
    assert refused.value.code == "import_has_problems"
    assert section_tables.read(session, section) == before


def test_an_institution_of_an_archived_section_keeps_its_names(session, section, ana):
    load(session, section, ana, **FOLDER)
    section.state, section.title = "archived", "Biochemistry"
    other = make_section(session, edition=section.edition)
    renamed = FOLDER["institutions"].replace("Astana University", "Nazarbayev University")

    plan = section_import.plan_upload(session, other, "section.zip", zipped(institutions=renamed))

    assert [(one.file, one.row, one.column, one.code, one.fields["section"]) for one in plan.problems] == [
        ("institutions.csv", 3, "name_en", "institution_archived", "Biochemistry")
    ]
    with pytest.raises(DomainError, match="import_has_problems"):
        load(session, other, ana, institutions=renamed)


def test_an_institution_of_an_archived_section_may_get_another_alias(session, section, ana):
    load(session, section, ana, **FOLDER)
    section.state = "archived"
    other = make_section(session, edition=section.edition)
    give_role(session, ana, Role.ORGANIZER, edition=section.edition)

    load(session, other, ana, institutions="institution,aliases\nAstana,Astana med\n")

    assert session.scalars(select(Institution).where(Institution.key == "Astana")).one().aliases == "Astana med"
