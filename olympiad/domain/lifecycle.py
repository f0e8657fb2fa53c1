"""The way of a section from draft to archive: a table of moves with who may and what blocks; steps back need a reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.errors import DomainError
from olympiad.domain.roles import Role, satisfies


class Stage(StrEnum):
    """Where a section is; the order of the words is the order of the day."""

    DRAFT = "draft"
    RULES_SIGNED = "rules_signed"
    CHECK_IN = "check_in"
    MARKING = "marking"
    SHEETS_IN = "sheets_in"
    PRELIMINARY = "preliminary"
    APPEALS = "appeals"
    OFFICIAL = "official"
    PUBLISHED = "published"
    CERTIFICATES = "certificates"
    ARCHIVED = "archived"


DRAFT, RULES_SIGNED, CHECK_IN, MARKING, SHEETS_IN, PRELIMINARY, APPEALS, OFFICIAL, PUBLISHED, CERTIFICATES, ARCHIVED = (
    Stage
)
BEFORE_ARCHIVE = tuple(Stage)[:-1]


class Hindrance(StrEnum):
    """What blocks a move, as counted in the section."""

    RULES_UNSIGNED = "rules_unsigned"
    NO_TEAMS = "no_teams"
    NO_TASKS = "no_tasks"
    NO_JUDGES = "no_judges"
    SHEETS_MISSING = "sheets_missing"
    MARKS_GIVEN = "marks_given"
    APPEALS_OPEN = "appeals_open"


class Move(StrEnum):
    """What leads a section from stage to stage."""

    SIGN_RULES = "sign_rules"
    OPEN_CHECK_IN = "open_check_in"
    START_MARKING = "start_marking"
    CLOSE_SHEETS = "close_sheets"
    FINALISE = "finalise"
    OPEN_APPEALS = "open_appeals"
    MAKE_OFFICIAL = "make_official"
    PUBLISH = "publish"
    ISSUE_CERTIFICATES = "issue_certificates"
    ARCHIVE = "archive"
    REVISE_RULES = "revise_rules"
    LEAVE_CHECK_IN = "leave_check_in"
    STOP_MARKING = "stop_marking"
    REOPEN_SHEETS = "reopen_sheets"
    SET_ASIDE = "set_aside"
    CANCEL_APPEALS = "cancel_appeals"
    WITHDRAW_OFFICIAL = "withdraw_official"
    UNPUBLISH = "unpublish"
    LEAVE_ARCHIVE = "leave_archive"


JURY = frozenset({Role.ORGANIZER, Role.CHIEF_JUDGE})
DESK = frozenset({Role.ORGANIZER})


@dataclass(frozen=True)
class Rule:
    """One row of the table: from where to where by hand, and as the consequence of a deed done elsewhere."""

    who: frozenset[Role]
    by_hand: Mapping[Stage, Stage] = field(default_factory=dict)
    by_deed: Mapping[Stage, Stage] = field(default_factory=dict)
    blocked_by: tuple[Hindrance, ...] = ()
    is_back: bool = False


MOVES: dict[Move, Rule] = {
    Move.SIGN_RULES: Rule(JURY, {DRAFT: RULES_SIGNED}, {DRAFT: RULES_SIGNED}, (Hindrance.RULES_UNSIGNED,)),
    Move.OPEN_CHECK_IN: Rule(
        DESK, {RULES_SIGNED: CHECK_IN}, blocked_by=(Hindrance.NO_TEAMS, Hindrance.NO_TASKS, Hindrance.NO_JUDGES)
    ),
    Move.START_MARKING: Rule(
        JURY, {CHECK_IN: MARKING}, dict.fromkeys((DRAFT, RULES_SIGNED, CHECK_IN), MARKING), (Hindrance.NO_TASKS,)
    ),
    Move.CLOSE_SHEETS: Rule(JURY, {MARKING: SHEETS_IN}, {MARKING: SHEETS_IN}, (Hindrance.SHEETS_MISSING,)),
    Move.FINALISE: Rule(JURY, by_deed=dict.fromkeys(BEFORE_ARCHIVE, PRELIMINARY)),
    Move.OPEN_APPEALS: Rule(DESK, by_deed={PRELIMINARY: APPEALS, APPEALS: APPEALS}),
    Move.MAKE_OFFICIAL: Rule(
        JURY, by_deed={PRELIMINARY: OFFICIAL, APPEALS: OFFICIAL}, blocked_by=(Hindrance.APPEALS_OPEN,)
    ),
    Move.PUBLISH: Rule(DESK, by_deed={OFFICIAL: PUBLISHED}),
    Move.ISSUE_CERTIFICATES: Rule(DESK, by_deed={PUBLISHED: CERTIFICATES}),
    Move.ARCHIVE: Rule(DESK, {PUBLISHED: ARCHIVED, CERTIFICATES: ARCHIVED}, blocked_by=(Hindrance.APPEALS_OPEN,)),
    Move.REVISE_RULES: Rule(JURY, {RULES_SIGNED: DRAFT}, {RULES_SIGNED: DRAFT}, is_back=True),
    Move.LEAVE_CHECK_IN: Rule(DESK, {CHECK_IN: RULES_SIGNED}, is_back=True),
    Move.STOP_MARKING: Rule(DESK, {MARKING: CHECK_IN}, blocked_by=(Hindrance.MARKS_GIVEN,), is_back=True),
    Move.REOPEN_SHEETS: Rule(JURY, {SHEETS_IN: MARKING}, {SHEETS_IN: MARKING}, is_back=True),
    Move.SET_ASIDE: Rule(JURY, {PRELIMINARY: SHEETS_IN}, is_back=True),
    Move.CANCEL_APPEALS: Rule(DESK, {APPEALS: PRELIMINARY}, blocked_by=(Hindrance.APPEALS_OPEN,), is_back=True),
    Move.WITHDRAW_OFFICIAL: Rule(JURY, by_deed={OFFICIAL: PRELIMINARY}, is_back=True),
    Move.UNPUBLISH: Rule(DESK, by_deed={PUBLISHED: OFFICIAL, CERTIFICATES: OFFICIAL}, is_back=True),
    Move.LEAVE_ARCHIVE: Rule(DESK, {ARCHIVED: PUBLISHED}, is_back=True),
}
"""`set_aside` takes a preliminary version as not final after all; the version itself stays."""


OPEN_IN_ARCHIVE: frozenset[str] = frozenset({
    AuditAction.LIFECYCLE_MOVE,  # out of the archive
    AuditAction.OPERATIONS_APPLY, AuditAction.UNSENT_MARKS_BRING,  # what devices still send is kept in quarantine
    AuditAction.APPEALS_READ, AuditAction.AUDIT_REVEAL, AuditAction.PHOTOS_READ,  # reading
    "appeals.open_appeal", "audit.verify", "photos.open_sheet",  # endpoints of reading
    AuditAction.TRANSFERS_TAKE_IN, AuditAction.TRANSFERS_WRITE,
    AuditAction.OWN_DATA_ANSWER, AuditAction.OWN_DATA_ASK, AuditAction.OWN_DATA_CONSENT, AuditAction.RETENTION_PURGE,  # the law
    AuditAction.ACCESS_CARDS_REVOKE, AuditAction.DEVICES_REVOKE,  # closing what is open
})  # fmt: skip
"""What may still be done in an archived section, as the record calls it; everything else changes it."""


def refuse_archived(stage: Stage | str, action: str) -> None:
    """Refuse what would change an archived section: `section_archived`; a step back with a reason leads out.

    >>> refuse_archived("archived", "audit.reveal"), refuse_archived("published", "appeals.decide")
    (None, None)
    >>> refuse_archived("archived", "appeals.decide")
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: section_archived
    """
    if stage == ARCHIVED and action not in OPEN_IN_ARCHIVE:
        raise DomainError("section_archived")


@dataclass(frozen=True)
class Way:
    """One move that the table knows from a stage: where it leads, and what is in its way at present."""

    move: Move
    to: Stage
    rule: Rule
    hindrances: tuple[Hindrance, ...]

    @property
    def by_hand(self) -> bool:
        """Whether a person makes the move itself; else it follows from a deed with a page of its own."""
        return bool(self.rule.by_hand) and self.to in self.rule.by_hand.values()


def after(
    stage: Stage | str, move: Move, *, roles: frozenset[Role], hindrances: Collection[Hindrance], reason: str
) -> Stage:
    """The stage after a move made by hand.

    Raises DomainError: `move_unknown_here`, `move_forbidden`, `reason_missing`, `move_blocked` naming what blocks.

    >>> chief, nothing = frozenset({Role.CHIEF_JUDGE}), frozenset()
    >>> str(after("marking", Move.CLOSE_SHEETS, roles=chief, hindrances=nothing, reason=""))
    'sheets_in'
    >>> after("marking", Move.CLOSE_SHEETS, roles=chief, hindrances={Hindrance.SHEETS_MISSING}, reason="")
    Traceback (most recent call last):
    olympiad.domain.errors.DomainError: move_blocked: move=close_sheets, hindrance=sheets_missing
    """
    rule = MOVES[move]
    to = rule.by_hand.get(Stage(stage))
    if to is None:
        raise DomainError("move_unknown_here", move=str(move), stage=str(stage))
    if not satisfies(roles, rule.who):
        raise DomainError("move_forbidden", move=str(move))
    if rule.is_back and not reason.strip():
        raise DomainError("reason_missing")
    _refuse_blocked(move, rule, hindrances)
    return to


def _refuse_blocked(move: Move, rule: Rule, hindrances: Collection[Hindrance]) -> None:
    for hindrance in rule.blocked_by:
        if hindrance in hindrances:
            raise DomainError("move_blocked", move=str(move), hindrance=str(hindrance))


def after_deed(stage: Stage | str, move: Move) -> Stage | None:
    """The stage that a deed leads to; None where it changes nothing.

    >>> str(after_deed("draft", Move.START_MARKING)), after_deed("published", Move.START_MARKING)
    ('marking', None)
    """
    return MOVES[move].by_deed.get(Stage(stage))


def ways(stage: Stage | str, hindrances: Collection[Hindrance]) -> tuple[list[Way], list[Way]]:
    """What leads on from a stage, and what leads back; each with what blocks it now.

    >>> on, back = ways("check_in", ())
    >>> [str(way.move) for way in on], [str(way.move) for way in back]
    (['start_marking', 'finalise'], ['leave_check_in'])
    """
    on: list[Way] = []
    back: list[Way] = []
    for move, rule in MOVES.items():
        to = rule.by_hand.get(Stage(stage)) or rule.by_deed.get(Stage(stage))
        if to is not None and to != stage:
            way = Way(move, to, rule, tuple(one for one in rule.blocked_by if one in hindrances))
            (back if rule.is_back else on).append(way)
    return on, back
