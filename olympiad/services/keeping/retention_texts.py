"""Every free text of a section that can name somebody, and taking all of them away; what is not listed stays."""

import json
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Table, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from olympiad.domain.operations import value_from, value_json
from olympiad.exchange import columns
from olympiad.exchange.columns import Retention
from olympiad.models.base import Base
from olympiad.models.score_sheet import Operation
from olympiad.models.section import Section
from olympiad.models.triggers import lifted
from olympiad.services.record import row_changes
from olympiad.services.record.section_rows import belongs

PURGED: dict[str, tuple[str, ...]] = {
    **columns.texts_kept(Retention.EMPTIED),
    "absence": ("reason",),
    "access_card": ("revoked_reason",),
    "analysis_release": ("figures",),  # how strict a judge was
    "appeal": ("text", "reason"),
    "appeal_message": ("text",),
    "appeal_right": ("reason",),
    "certificate": ("reason",),
    "conflict_declaration": ("person", "relation"),
    "data_request": ("text", "answer"),
    "device": ("label", "revoked_reason", "excused_reason"),
    "exclusion": ("reason",),
    "help_request": ("words", "answer"),
    "incident": ("text", "conclusion"),
    "incident_remedy": ("reason", "withdrawn_reason"),
    "mark": ("note",),
    "name_confirmation": ("name", "name_local", "reason", "answer"),
    "photo": ("caption", "removed_reason"),
    "quarantine_decision": ("reason",),
    "released_comment": ("words",),
    "results_version": ("unpublished_reason",),
    "rules": ("reason",),
    "score_sheet": ("note", "reason"),
    "screen": ("words",),
    "second_keying": ("reason",),
    "sheet_return": ("reason",),
    "spoken_name": ("said",),
    "void_criterion": ("reason",),
}
"""Table → columns that are emptied."""

NOTES = ("operation", "second_keying", "calibration_mark")
"""Tables whose `value` is JSON in which the judge's note goes; mark and reading stay."""

OTHERWISE: dict[str, tuple[str, ...]] = {
    **columns.texts_kept(Retention.REWRITTEN),
    "certificate": ("fields",),
    "results_version": ("display",),
    "operation": ("value",),
    "second_keying": ("value",),
    "calibration_mark": ("value",),
}
"""Columns that the purge rewrites instead."""

KEPT: dict[str, tuple[str, ...]] = {
    **columns.texts_kept(Retention.KEPT),
    "section": (
        *("title", "title_uz", "title_ru", "title_en"),
        *("chair", "second_signatory"),
        *(f"{title}{end}" for title in ("chair_title", "second_signatory_title") for end in ("", "_uz", "_ru", "_en")),
    ),
    "rule_signatory": ("name", "title"),  # officials who signed in public, as on certificates
    "results_version": ("bundle", "reason"),  # without names; the reason of a correction was published with it
    "rules": ("rules",),
    "screen": ("name", "frozen"),  # a place; counts
    "shared_station": ("station",),
    "calibration": ("title", "words"),
    "award": ("name",),
    "ceremony": ("settings",),
    "certificate_proof": ("award",),
    "issued_design": ("content",),  # signed by officials, as certificates are
    "border_confirmation": ("award",),
    "full_answer": ("answer_en", "answer_uz", "answer_ru"),  # the task's, not a team's
    "help_request": ("station",),
    "incident": ("station",),
    "incident_remedy": ("ordered", "teams", "effect"),  # codes
    "appeal": ("effect",),
    "mark": ("readings",),
    "operation": ("answer",),  # codes
    "sheet_return": ("criteria",),
    "unsent_part": ("replaced",),
}  # fmt: skip
"""Columns that name nobody, or name those who held an office."""


def count(session: Session, section: Section) -> int:
    """Count the rows of a section with a text that a purge would empty."""
    queries = (select(func.count()).select_from(table).where(where) for table, where in _filled(section))
    return sum(session.scalars(query).one() for query in queries)


def purge(session: Session, section: Section) -> None:
    """Empty every text. Operations are append-only: their trigger is lifted for this one change, within the transaction."""
    session.flush()
    for name, emptied in PURGED.items():
        table = _table(name)
        session.execute(update(table).where(belongs(table, section.id)).values(dict.fromkeys(emptied, "")))
    with lifted(session.connection(), Operation.__tablename__):
        for name in NOTES:
            _silence(session, _table(name), section)
    session.expire_all()


def _silence(session: Session, table: Table, section: Section) -> None:
    """Take the note out of each value that has one."""
    keys = list(table.primary_key.columns)
    query = select(*keys, table.c.value).where(belongs(table, section.id), table.c.value.contains('"note":'))
    change = update(table).where(*(key == bindparam(f"key_{at}") for at, key in enumerate(keys)))
    rows = [
        {**{f"key_{at}": found for at, found in enumerate(row[:-1])}, "without": _without_note(row[-1])}
        for row in session.execute(query).all()
    ]
    if rows:
        if table.name != Operation.__tablename__:  # the record's hashes of operations leave the note out
            row_changes.note(session, table.name, [tuple(row[f"key_{at}"] for at in range(len(keys))) for row in rows])
        session.connection().execute(change.values(value=bindparam("without")), rows)


def _without_note(text: str) -> str:
    value = {name: found for name, found in json.loads(text).items() if name != "note"}
    return value_json(value_from(value))


def _filled(section: Section) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    for name, emptied in PURGED.items():
        table = _table(name)
        yield table, belongs(table, section.id) & or_(*(table.c[column] != "" for column in emptied))
    for name in NOTES:
        table = _table(name)
        yield table, belongs(table, section.id) & table.c.value.contains('"note":')


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
