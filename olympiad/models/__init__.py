"""Typed SQLAlchemy tables; `metadata` knows them all."""

from olympiad.models import (
    absence,
    adjustment,
    audit,
    certificate,
    edition,
    import_preview,
    institution,
    judge,
    participant,
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
    "certificate",
    "edition",
    "import_preview",
    "institution",
    "judge",
    "metadata",
    "participant",
    "results_version",
    "rules",
    "score_sheet",
    "section",
    "task",
    "team",
    "user",
]
