"""Two editions with a section and its sister, each with people of every role and rows of every kind that addresses name."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.domain.roles import Role
from olympiad.models.calibration import Calibration
from olympiad.models.conflict_declaration import ConflictDeclaration
from olympiad.models.help_request import HelpRequest
from olympiad.models.participant import Participant
from olympiad.models.photo import Photo
from olympiad.models.section import Section
from olympiad.models.user import AccessCard, RoleMembership, User
from tests.factories import Cast, give_role, make_cast, make_device, make_user

NOW = utc_now()


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
