"""Loading the demonstration: edition, section, teams, tasks, judges, schedule, people and their ways in."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.demo.tasks import RULES, TASKS, DemoCriterion
from olympiad.demo.teams import HOST, JUDGES, LOCAL_NAMES, TEAMS, UNIVERSITIES
from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.roles import Role
from olympiad.models.base import to_thousandths
from olympiad.models.edition import Edition
from olympiad.models.institution import Institution
from olympiad.models.judge import Judge, JudgeTask
from olympiad.models.participant import Participant
from olympiad.models.rules import Rules
from olympiad.models.section import Section
from olympiad.models.task import Criterion, ReadingKey, Sample, ScheduleSlot, Task
from olympiad.models.team import Team
from olympiad.models.user import RoleMembership, User
from olympiad.services.people import accounts
from olympiad.services.people.passwords import draw_password
from olympiad.services.record import audit
from olympiad.services.sections import rule_signing
from olympiad.services.sections.sheet_assignment import ensure_sheets

ZONE = ZoneInfo("Asia/Samarkand")
ROUND = timedelta(minutes=10)
ROUNDS_BETWEEN_TASKS = 4
"""24 rounds, 6 tasks: a team works in every fourth round and rests in between."""
ROUNDS_OVER = 17
"""Rounds that are over when the demonstration is loaded; the next one is running."""


@dataclass(frozen=True)
class Staff:
    """A person who signs in by password."""

    name: str
    username: str
    role: Role


STAFF = (
    Staff("Malika Xolmatova", "malika", Role.ORGANIZER),
    Staff("Bahodir Nazarov", "bahodir", Role.CHIEF_JUDGE),
    Staff("Zulfiya Hamidova", "zulfiya", Role.CLERK),
)


@dataclass(frozen=True)
class Loaded:
    """What was loaded."""

    edition: Edition
    section: Section
    staff: tuple[tuple[Staff, User, str], ...]
    """Person, account, password."""


def load(session: Session) -> Loaded:
    """Make the edition with everything up to the first mark."""
    edition = _make_edition(session)
    section = _make_section(session, edition)
    institutions = _make_institutions(session, edition)
    tasks = _make_tasks(session, section)
    teams = _make_teams(session, section, institutions)
    _make_judges(session, section, institutions[HOST], tasks)
    _make_schedule(session, teams, tasks)
    staff = _make_staff(session, edition)
    organizer = staff[0][1]
    session.add(
        Rules(
            section_id=section.id, number=1, rules=json.dumps(RULES), reason="", user_id=organizer.id,
            created_at=utc_now(),
        )
    )  # fmt: skip
    session.flush()
    _sign_rules(session, section, organizer, staff[1][1])
    ensure_sheets(session, section)
    counts = {"teams": len(teams), "tasks": len(tasks), "judges": len(JUDGES)}
    audit.record(session, AuditAction.DEMO_LOAD, f"section:{section.id}", by=organizer, section=section, after=counts)
    return Loaded(edition, section, staff)


def _sign_rules(session: Session, section: Section, organizer: User, chief: User) -> None:
    """Three persons sign: two here, the member of the appeal commission on paper."""
    for user, title in ((chief, "Chair of the jury"), (organizer, "Organizer")):
        rule_signing.name_signatory(session, section, name="", title=title, user=user, by=organizer)
        rule_signing.sign(session, section, number=1, by=user)
    guest = rule_signing.name_signatory(
        session, section, name="Dilfuza Ergasheva", title="Member of the appeal commission", user=None, by=organizer
    )
    rule_signing.record_paper(session, section, guest, number=1, signed_on=datetime.now(ZONE).date(), by=chief)


def _make_edition(session: Session) -> Edition:
    edition = Edition(
        slug="samarkand-2026",
        name="Samarkand-2026",
        name_uz="Samarqand-2026",
        name_ru="Самарканд-2026",
        name_en="Samarkand-2026",
        ordinal="VII",
        year="2026",
        organisation_uz="Samarqand davlat tibbiyot universiteti",
        organisation_ru="Самаркандский государственный медицинский университет",
        organisation_en="Samarkand State Medical University",
        city="Samarqand",
        city_ru="Самарканд",
        city_en="Samarkand",
        time_zone="Asia/Samarkand",
        starts_on=datetime.now(ZONE).date(),
        ends_on=datetime.now(ZONE).date() + timedelta(days=1),
        certificate_prefix="SAM26",
        is_demo=True,
        created_at=utc_now(),
    )
    session.add(edition)
    session.flush()
    return edition


def _make_section(session: Session, edition: Edition) -> Section:
    section = Section(
        edition_id=edition.id,
        slug="biochemistry",
        code="BIO",
        title="Biochemistry, laboratory",
        title_uz="Biokimyo, laboratoriya qismi",
        title_ru="Биохимия, лабораторная часть",
        title_en="Biochemistry, laboratory",
        chair="Bahodir Nazarov",
        chair_title_uz="Bosh hakam",
        chair_title_ru="Главный судья",
        chair_title_en="Chief judge",
        second_signatory="Sherzod Qodirov",
        second_signatory_title_uz="Rektor",
        second_signatory_title_ru="Ректор",
        second_signatory_title_en="Rector",
        created_at=utc_now(),
    )
    session.add(section)
    session.flush()
    return section


def _make_institutions(session: Session, edition: Edition) -> dict[str, Institution]:
    made = {
        each.key: Institution(
            edition_id=edition.id,
            key=each.key,
            name_uz=each.name_uz,
            name_ru=each.name_ru,
            name_en=each.name_en,
            aliases=each.aliases,
            city=each.city,
            country=each.country,
            is_host=each.key == HOST,
        )
        for each in UNIVERSITIES
    }
    session.add_all(made.values())
    session.flush()
    return made


def _make_tasks(session: Session, section: Section) -> dict[str, Task]:
    made = {}
    for position, each in enumerate(TASKS, 1):
        task = Task(
            section_id=section.id,
            code=each.code,
            position=position,
            title=each.en,
            title_uz=each.uz,
            title_ru=each.ru,
            title_en=each.en,
            judges=2,
            station=each.station,
            minutes=10,
        )
        session.add(task)
        session.flush()
        criteria = [_criterion(task, number, line) for number, line in enumerate(each.criteria, 1)]
        session.add_all(criteria)
        session.flush()
        by_code = {criterion.code: criterion.id for criterion in criteria}
        session.add_all(
            ReadingKey(criterion_id=by_code[code], sample=sample, key=key)
            for code, keys in each.sample_keys.items()
            for sample, key in keys.items()
        )
        made[each.code] = task
    return made


def _criterion(task: Task, position: int, line: DemoCriterion) -> Criterion:
    return Criterion(
        task_id=task.id,
        code=line.code,
        position=position,
        kind=line.kind,
        maximum=to_thousandths(Decimal(line.maximum)),
        label=line.en,
        label_uz=line.uz,
        label_ru=line.ru,
        label_en=line.en,
        critical=line.critical,
        key=line.key,
    )


def _make_teams(session: Session, section: Section, institutions: dict[str, Institution]) -> list[Team]:
    made = [
        Team(
            edition_id=section.edition_id,
            section_id=section.id,
            key=each.key,
            code=each.code,
            name=each.name,
            institution_id=institutions[each.university].id,
            country=institutions[each.university].country,
            mentor=each.mentor,
            status=each.status,
            status_reason=each.status_reason,
            language=each.language,
        )
        for each in TEAMS
    ]
    session.add_all(made)
    session.flush()
    now = utc_now()
    session.add_all(
        Participant(
            section_id=section.id,
            team_id=team.id,
            key=f"{each.key}-{number}",
            name=name,
            name_local=LOCAL_NAMES.get(name, ""),
            role="leader" if number == 1 else "member",
            consents_name=True,
            consents_score=True,
            consented_at=now,
        )
        for team, each in zip(made, TEAMS, strict=True)
        for number, name in enumerate(each.members, 1)
    )
    session.flush()
    return made


def _make_judges(session: Session, section: Section, host: Institution, tasks: dict[str, Task]) -> None:
    judges = [
        Judge(
            section_id=section.id, key=each.key, name=each.name, institution_id=host.id, all_tasks=False, all_teams=True
        )
        for each in JUDGES
    ]
    session.add_all(judges)
    session.flush()
    session.add_all(
        JudgeTask(judge_id=judge.id, task_id=tasks[each.task].id) for judge, each in zip(judges, JUDGES, strict=True)
    )
    session.flush()


def _make_schedule(session: Session, teams: list[Team], tasks: dict[str, Task]) -> None:
    """A Latin square: in each round every station has one team, and no team is at two stations."""
    first_bell = _bell_before(datetime.now(ZONE)) - ROUNDS_OVER * ROUND
    for position, team in enumerate(sorted(teams, key=lambda each: each.code)):
        for number, task in enumerate(tasks.values()):
            turn = (position + ROUNDS_BETWEEN_TASKS * number) % len(teams)
            start = first_bell + turn * ROUND
            session.add(
                ScheduleSlot(
                    team_id=team.id,
                    task_id=task.id,
                    station=task.station,
                    starts_at=start,
                    ends_at=start + ROUND,
                    order=turn + 1,
                )
            )
            if task.code in ("GAS", "URI"):
                session.add(Sample(team_id=team.id, task_id=task.id, sample="AB"[turn % 2]))
    session.flush()


def _bell_before(now: datetime) -> datetime:
    """The last full ten minutes."""
    return now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0)


def _make_staff(session: Session, edition: Edition) -> tuple[tuple[Staff, User, str], ...]:
    made = []
    for person in STAFF:
        password = draw_password()
        email = f"{person.username}@olympiad.example"
        user = accounts.create_user(
            session, name=person.name, email=email, username=person.username, password=password, by=None
        )
        session.add(RoleMembership(user_id=user.id, role=str(person.role), edition_id=edition.id))
        made.append((person, user, password))
    session.flush()
    return tuple(made)
