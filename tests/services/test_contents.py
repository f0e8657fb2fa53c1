"""What stands in editions and sections, read by what pages name it."""

from olympiad.models.judge import JudgeTask, JudgeTeam
from olympiad.models.team import Team
from olympiad.services.sections import contents


def test_a_section_is_found_by_the_slugs_of_its_address_only(session, cast):
    edition, section = cast.edition, cast.section

    assert contents.edition(session, edition.slug) is edition
    assert contents.section(session, edition.slug, section.slug) is section
    assert contents.section(session, "elsewhere", section.slug) is None
    assert contents.editions(session) == [edition]


def test_teams_and_tasks_are_found_by_key_and_code(session, cast):
    assert contents.teams(session, cast.section) == [cast.t01, cast.t02]
    assert contents.teams(session, cast.section, Team.code) == sorted([cast.t01, cast.t02], key=lambda one: one.code)
    assert contents.team(session, cast.section, "T02") is cast.t02
    assert contents.team(session, cast.section, "T99") is None
    assert contents.task(session, cast.section, "P") is cast.pipetting
    assert [code for code, _criterion in contents.criteria(session, cast.section)] == ["P", "G"]


def test_judges_are_told_with_their_tasks_and_teams(session, cast):
    session.add_all(JudgeTask(judge_id=cast.cem_judge.id, task_id=task.id) for task in (cast.glucose, cast.pipetting))
    session.add(JudgeTeam(judge_id=cast.cem_judge.id, team_id=cast.t02.id))
    session.flush()

    judges = contents.judges(session, cast.section)

    assert [judge.key for judge in judges] == sorted(judge.key for judge in judges)
    assert contents.tasks_of_judges(session, [cast.cem_judge.id]) == {cast.cem_judge.id: ["P", "G"]}
    assert contents.teams_of_judge(session, cast.cem_judge) == ["T02"]


def test_people_are_named_by_id_and_nobody_is_left_out(session, cast):
    assert contents.names_of_people(session, [cast.ana.id, None]) == {cast.ana.id: cast.ana.name}


def test_only_members_who_agreed_are_named(session, cast):
    members = contents.members(session, cast.t01)
    for one in members:
        one.consents_name = one.consents_score = False
    session.flush()

    assert [one for key, one in contents.participants(session, cast.section) if key == "T01"] == members
    assert contents.count_members(session, cast.t01) == len(members) > 0
    assert not set(members) & set(contents.named_members(session, cast.section))
