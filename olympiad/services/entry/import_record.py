"""What the record says of an import: which columns stand there openly, and how objects are named."""

from olympiad.exchange.row_identity import Cells, identity

PUBLIC_COLUMNS: dict[str, tuple[str, ...]] = {
    "institutions": ("name_uz", "name_ru", "name_en", "aliases", "city", "country", "host"),
    "teams": ("code", "institution", "country", "status", "language"),
    "tasks": (
        "part",
        "weight",
        "judges",
        "method",
        "drop",
        "by",
        "disagreement",
        "disagreement_step",
        "station",
        "minutes",
    ),
    "criteria": ("kind", "maximum", "step", "critical", "key"),
    "keys": ("key",),
    "samples": ("sample",),
    "judges": ("institution", "tasks", "teams", "kind"),
    "schedule": ("station", "start", "end", "order"),
    "agreed_marks": ("mark",),
    "times": ("seconds",),
    "extra_rounds": ("rank",),
    "rules": ("value",),
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
