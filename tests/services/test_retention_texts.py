"""A purge leaves no name in any text of a section, whatever was written where; what was proved before is proved after."""

import json
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, String, Table, Text, insert, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from olympiad.domain.choices import MarkState
from olympiad.domain.operations import Value
from olympiad.exchange.photos import read_photo
from olympiad.models.base import Base, UtcDateTime, Words
from olympiad.models.results_version import ResultsVersion
from olympiad.models.score_sheet import Mark, Operation
from olympiad.services.keeping import retention
from olympiad.services.keeping.retention_texts import KEPT, NOTES, OTHERWISE, PURGED
from olympiad.services.marking import calibrations, photos, sheet_saving
from olympiad.services.record import audit_verification
from olympiad.services.record.section_rows import belongs, moved_tables
from olympiad.services.results import results_files
from tests.factories import NOON, Cast
from tests.results_world import finalise, mark_everything
from tests.services.test_photos import picture
from tests.services.test_retention import AFTER, UNTIL

pytestmark = pytest.mark.both_databases

NAME = "Evangelina"
PRINTED = dict.fromkeys(("number", "award", "place", "total", "name")) | {"texts": [], "signatories": []}
CHOICES = {
    "analysis_release": {"kind": "advice"},
    "appeal_message": {"side": "team"}, "appeal_right": {"kind": "waived"}, "help_request": {"reason": "other"},
    "incident": {"kind": "other"}, "incident_remedy": {"remedy": "full", "ordered": "{}", "teams": "[]"},
    "name_confirmation": {"state": "asked"},
    "operation": {"kind": "note", "outcome": "applied", "value": "{}", "answer": "{}"}, "appeal": {"number": 1},
    "quarantine_decision": {"decision": "set_aside"}, "second_keying": {"value": json.dumps({"note": NAME})},
    "screen": {"shows": "dark"},
    "results_version": {}, "certificate": {"kind": "award", "fields": json.dumps(PRINTED)}, "special_award": {"award": "Prize"},
}  # fmt: skip
"""Values that a CHECK asks for, where a dull one of its type will not do."""


def texts_of(table: Table) -> list[str]:
    """Columns that may hold words: text, and strings of a hundred letters or more."""
    return [
        one.name for one in table.columns
        if isinstance(one.type, Text) or (isinstance(one.type, String) and (one.type.length or 0) >= 100)
    ]  # fmt: skip


def test_every_text_of_a_section_is_decided_about() -> None:
    tables = [*moved_tables(), Base.metadata.tables["access_card"]]
    decided = {
        (name, column) for book in (PURGED, OTHERWISE, KEPT) for name, columns in book.items() for column in columns
    }

    found = {(table.name, column) for table in tables for column in texts_of(table)}

    assert found - decided == set()
    assert {column for column in decided if column[1] not in Base.metadata.tables[column[0]].c} == set()


def fill(session: Session, table: Table, cast: Cast) -> None:
    """See to it that the table has a row in the section, then write the name into each of its purged texts."""
    own = belongs(table, cast.section.id)
    if session.execute(select(table).where(own).limit(1)).first() is None:
        values = {one.name: dull(session, table, one, cast) for one in table.columns if is_needed(one)}
        session.execute(insert(table).values(values | CHOICES.get(table.name, {})))
    session.execute(update(table).where(own).values(dict.fromkeys(PURGED[table.name], f"says {NAME}")))


def is_needed(column: Column[Any]) -> bool:
    numbers_itself = column.primary_key and not column.foreign_keys and not isinstance(column.type, String)
    return column.name == "section_id" or (not column.nullable and column.default is None and not numbers_itself)


def dull(session: Session, table: Table, column: Column[Any], cast: Cast) -> object:
    """A value of the column's type; where it leads to another row, one of the section."""
    if column.name == "section_id":
        return cast.section.id
    for key in column.foreign_keys:
        owner = key.column.table
        query = select(key.column)
        return session.scalar(query if owner.name == "user" else query.where(belongs(owner, cast.section.id)))
    kinds = ((UtcDateTime, NOON), (Boolean, False), (Words, ["xyz"]), (String, "xyz"))
    return next((value for kind, value in kinds if isinstance(column.type, kind)), 1)


@pytest.fixture
def written(session: Session, cast: Cast, tmp_path) -> Cast:
    """A finalised section with the name in every text, in the notes of operations, and on a photo."""
    sheet = cast.sheets["T01", "P", "cem"]
    given = sheet_saving.Given(cast.pipetting.criteria[0].id, "", Value(MarkState.MARKED, 5000, note=f"by {NAME}"))
    sheet_saving.save(session, sheet, [given], note=f"of {NAME}", by=cast.cem)
    calibration = calibrations.begin(session, cast.section, cast.pipetting, "Example", "", by=cast.ben)
    calibrations.save(session, cast.section, calibration, cast.cem_judge, [given], by=cast.cem)
    mark_everything(session, cast, {"T01": 5000, "T02": 4000})
    finalise(session, cast)
    photos.add(session, tmp_path, sheet, read_photo(picture()), by=cast.cem)
    for table in moved_tables():
        if table.name in PURGED:
            fill(session, table, cast)
    fill(session, Base.metadata.tables["access_card"], cast)
    retention.keep_until(session, cast.edition, UNTIL, by=cast.admin)
    session.commit()
    return cast


def where_named(session: Session) -> list[str]:
    """Every column of the database that holds the name."""
    return sorted(
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
        and session.execute(select(column).where(column.contains(NAME)).limit(1)).first() is not None
    )


def test_purge_takes_the_name_out_of_every_text(session: Session, written: Cast, tmp_path) -> None:
    before, files = where_named(session), retention.files_of(session, written.edition)
    (version,) = session.scalars(select(ResultsVersion)).all()
    bundle = version.bundle
    mark = session.scalars(select(Mark.mark).where(Mark.note != "")).first()

    done = retention.purge(session, written.edition, today=AFTER, by=written.admin)
    session.commit()

    expected = {f"{name}.{column}" for name, columns in PURGED.items() for column in columns}
    assert expected | {f"{name}.value" for name in NOTES} <= set(before)
    assert where_named(session) == []
    assert (done.photos, done.texts > len(PURGED)) == (1, True)
    assert [photos.sweep(session, tmp_path, sha256) for sha256 in files] == [True]
    assert list(tmp_path.rglob("*.jpg")) == []
    assert (version.bundle, results_files.verify(bundle)) == (bundle, [])
    assert [report.findings for report in audit_verification.verify(session)] == [(), ()]
    assert mark == 5000
    assert [json.loads(one) for one in session.scalars(select(Operation.value).where(Operation.kind == "mark"))] == [
        {"mark": 5000, "state": "marked"}
    ]


def test_operations_are_append_only_again_after_a_purge(session: Session, written: Cast) -> None:
    retention.purge(session, written.edition, today=AFTER, by=written.admin)
    session.commit()

    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(update(Operation).values(value="{}"))
