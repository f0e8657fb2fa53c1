"""Two editions with a section and its sister, each with people of every role and rows of every kind that addresses name."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.roles import Role
from olympiad.models.base import Base, random_id
from olympiad.models.calibration import Calibration
from olympiad.models.conflict_declaration import ConflictDeclaration
from olympiad.models.help_request import HelpRequest
from olympiad.models.participant import Participant
from olympiad.models.photo import Photo
from olympiad.models.section import Section
from olympiad.models.user import AccessCard, RoleMembership, User
from tests.factories import Cast, give_role, make_cast, make_device, make_user
from tests.services.test_retention_texts import CHOICES, dull, is_needed

NOW = utc_now()
DULL = {
    "incident": "",
    "incident_remedy": "remedy_id",
    "results_version": "",
    "certificate": "certificate_id",
    "agreed_mark": "agreed_id",
    "mail": "mail_id",
    "name_confirmation": "row_id",
    "screen": "screen_id",
    "rule_signatory": "signatory_id",
    "api_token": "token_id",
    "gallery_photo": "gallery.photo_id",
}
"""Table → argument that names a row of it, of one blueprint alone where it stands before; "" where other rows lead to it."""
SAID: dict[str, dict[str, object]] = {"mail": {"kind": "name"}}
"""Values that a CHECK asks for, beside those of `CHOICES`."""


@dataclass
class World:
    """A cast, what its addresses may name, and who stands there."""

    cast: Cast
    rows: Mapping[str, object]
    """Name of an argument → the number or key of a row of this section."""
    people: Mapping[str, User]

    @property
    def section(self) -> Section:
        return self.cast.section

    @property
    def slugs(self) -> dict[str, str]:
        return {"edition_slug": self.cast.edition.slug, "section_slug": self.cast.section.slug}


def make_world(session: Session) -> World:
    """Make a section with its people, and a row of each kind."""
    cast = make_cast(session)
    clerk = make_user(session, "clerk")
    membership = give_role(session, clerk, Role.CLERK, section=cast.section)
    people = {name: getattr(cast, name) for name in ("admin", "ana", "ben", "cem", "dana", "eva", "finn", "gul")}
    return World(cast, _rows(session, cast, membership), people | {"clerk": clerk})


def make_foreign_world(session: Session) -> World:
    """Make a world with a dull row of everything else that an address may name: nobody is to see any of it."""
    world = make_world(session)
    rows = dict(world.rows)
    for name, argument in DULL.items():
        table = Base.metadata.tables[name]
        given: dict[str, object] = CHOICES.get(name, {}) | SAID.get(name, {})
        given |= {"id": random_id()} if table.c.id.default is not None else {}
        given |= {"edition_id": world.cast.edition.id} if "edition_id" in table.c else {}
        needed = [one for one in table.columns if is_needed(one) and one.name not in given and one.name in table.c]
        values = {one.name: dull(session, table, one, world.cast) for one in needed}
        session.execute(insert(table).values(values | given))
        if argument:
            rows[argument] = session.scalar(select(func.max(table.c.id)))
    return World(world.cast, rows, world.people)


def _rows(session: Session, cast: Cast, membership: RoleMembership) -> dict[str, object]:
    section, sheet = cast.section, cast.sheets["T01", "P", "cem"]
    made = {
        "photo_id": Photo(
            section_id=section.id, sheet_id=sheet.id, upload_id=f"{section.id:032x}", sha256="0" * 64, width=1, height=1,
            user_id=cast.cem.id, at=NOW,
        ),
        "request_id": HelpRequest(section_id=section.id, user_id=cast.cem.id, reason="other", words="?", at=NOW),
        "calibration_id": Calibration(
            section_id=section.id, task_id=cast.pipetting.id, title="Practice", words="", user_id=cast.ana.id, created_at=NOW
        ),
        "declaration_id": ConflictDeclaration(
            section_id=section.id, judge_id=cast.cem_judge.id, person="A cousin", relation="cousin", declared_at=NOW
        ),
        "card_id": AccessCard(
            user_id=cast.cem.id, section_id=section.id, code_hash=f"{section.id:064x}", made_at=NOW, revoked_reason=""
        ),
    }  # fmt: skip
    session.add_all(made.values())
    session.flush()
    found: dict[str, object] = {name: row.id for name, row in made.items()}
    return found | {
        "sheet_id": sheet.id,
        "team_id": cast.t01.id,
        "team_key": cast.t01.key,
        "team_code": cast.t01.code,
        "task_id": cast.pipetting.id,
        "task_code": cast.pipetting.code,
        "criterion_id": cast.pipetting.criteria[0].id,
        "judge_id": cast.cem_judge.id,
        "participant_id": session.scalars(select(Participant.id).where(Participant.section_id == section.id)).first(),
        "institution_id": cast.t01.institution_id,
        "device_id": make_device(session, section, cast.cem, judge_id=cast.cem_judge.id, level="http").id,
        "membership_id": membership.id,
    }
