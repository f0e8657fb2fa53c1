"""Which tables and columns the record seals, and why the others are left out; a test asks about every column."""

from functools import cache

from sqlalchemy import Column, LargeBinary, String, Table

from olympiad.models.base import Base, Words

MARKS, OPERATIONS = "mark", "operation"
BY_SHEET = (MARKS, OPERATIONS)
"""Tables of very many rows, which are sealed by score sheet: `sheet_id` leads to it in both."""

NOT_SEALED = {
    "audit_chain": "it is the record: every line, link and head is recomputed",
    "audit_entry": "it is the record: every line, link and head is recomputed",
    "audit_detail": "a line holds the salted hash of every personal value; a purged one is no fault",
    "sealed_row": "a line holds the digest of all rows that it sealed",
    "import_preview": "a file that waits for its confirmation: nothing of it counts before, and it goes after a while",
    "list_replacement": "how words of lists are read; what is read so is looked at in a preview and sealed where it is written",
    "list_shape": "how the columns of lists are read; what is read so is looked at in a preview and sealed where it is written",
    "mail": "how far a mail is; who queued, repeated or gave up which, and what became of each, stands in lines",
    "sign_in_attempt": "counts wrong passwords and cards for minutes; results and roles do not follow from it",
    "sign_in": "a list of one's own sessions to look at, forgotten after a month; a session stands on its signed cookie",
    "ended_session": "cookies of sessions that are over; one is worth nothing without the installation's secret",
}
"""Table → why its rows are not sealed."""

NOT_COVERED: dict[str, dict[str, str]] = {
    "access_card": {"last_used_at": "moves with every use of the card; the line of the sign-in says so"},
    "device": dict.fromkeys(
        (
            *("last_seq", "waiting", "waiting_since", "last_seen_at", "app_version"),
            *("unkept", "photos", "battery", "sheet_id"),
        ),
        "moves with every contact of the device; its operations are numbered without gaps in the record's lines",
    ),
    "passkey": dict.fromkeys(("sign_count", "last_used_at"), "moves with every use of the passkey"),
    "screen": {"seen_at": "moves with every beat of the screen"},
    "section": {"revision": "a counter of changes, on which only the freshness of pages stands"},
    "user": {
        "language": "in which language the person reads the pages",
        "tf_last_step": "moves with every code that is given; a wrong one makes somebody wait for the next",
    },
    "audit_chain": {
        "origin": "leads from a moved chain's numbers to people and rows here, for reading; what came is sealed here",
    },
    "audit_entry": {"id": "a row number of this installation; lines are told apart by chain and number"},
    "audit_detail": {
        "id": "a row number of this installation",
        "entry_id": "a value without its line reads as purged, which the law may ask for",
    },
    "sealed_row": {"id": "a row number of this installation; of a row's seals the one of the latest line counts"},
}
"""Table → columns that no check covers, and why."""

OPEN_TEXTS = frozenset(
    (
        "base", "code", "choice", "consequence", "country", "critical", "decision", "disagreement", "disagreement_step",
        "fingerprint", "found_by", "institutions_table", "key", "kind", "level", "operation_id", "outcome", "readings",
        "remedy", "role", "sample", "sha256", "side", "slug", "state", "station", "status", "number",
    )
)  # fmt: skip
"""Texts that stand openly in a seal, so that a difference can be named; all others may name somebody and are hashed."""
HASHED_ALL_THE_SAME = frozenset({("participant", "key"), ("rules", "rules")})


@cache
def sealed_tables() -> frozenset[str]:
    """Return the names of the tables that are sealed; a new table is sealed by itself."""
    return frozenset(Base.metadata.tables) - NOT_SEALED.keys()


@cache
def sealed_columns(table: Table) -> tuple[Column[object], ...]:
    """Return the columns of a table that its seals hold; a new column is among them by itself."""
    left_out = NOT_COVERED.get(table.name, {})
    return tuple(column for column in table.columns if column.name not in left_out)


@cache
def is_hashed(column: Column[object]) -> bool:
    """Whether a seal holds a salted hash instead of the value."""
    if isinstance(column.type, Words | LargeBinary):
        return True
    may_name = isinstance(column.type, String) and not column.primary_key and not column.foreign_keys
    named = (column.table.name, column.name)
    return may_name and (column.name not in OPEN_TEXTS or named in HASHED_ALL_THE_SAME)
