"""Typed SQLAlchemy tables; `metadata` knows them all."""

from olympiad.models import (
    absence,
    adjustment,
    audit,
    bench,
    calibration,
    certificate,
    edition,
    help_request,
    import_preview,
    institution,
    judge,
    keying,
    participant,
    photo,
    results_version,
    rules,
    score_sheet,
    section,
    task,
    team,
    user,
)
from olympiad.models.base import Base

metadata = Base.metadata

__all__ = [
    "absence",
    "adjustment",
    "audit",
    "bench",
    "calibration",
    "certificate",
    "edition",
    "help_request",
    "import_preview",
    "institution",
    "judge",
    "keying",
    "metadata",
    "participant",
    "photo",
    "results_version",
    "rules",
    "score_sheet",
    "section",
    "task",
    "team",
    "user",
]
