"""What the record says of an import: which columns stand there openly, and how objects are named."""

from olympiad.exchange.columns import DECLARED
from olympiad.exchange.row_identity import Cells, identity

PUBLIC_COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(one.name for one in columns if one.is_open) for name, columns in DECLARED.items()
}
"""Columns whose values stand in the record; the others are named there and sealed."""

PERSONAL = ("teams", "participants", "judges", "agreed_marks", "extra_rounds", "awards")


def subject_of(name: str, cells: Cells) -> str:
    """Name an object in the record: by its keys, never by a person's name."""
    if name == "participants":
        return f"{cells['team']}/{cells['participant']}"
    if name == "penalties":
        return f"{cells['team']}/{cells['task']}: {cells['points']}"
    return "/".join(identity(name, cells))
