"""The rules of a section as they are written: the present ones and the versions before."""

import json
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad.domain.choices import ConflictPolicy
from olympiad.domain.notation.rules import read_rules
from olympiad.domain.rules import Rules as RuleValues
from olympiad.models.rules import Rules
from olympiad.models.section import Section

Pairs = list[tuple[str, str]]
"""Key and value in the words and order of rules.csv."""


def present(session: Session, section: Section) -> Rules | None:
    """Return the version of the rules that counts; a section without any follows the defaults."""
    query = select(Rules).where(Rules.section_id == section.id).order_by(Rules.number.desc()).limit(1)
    return session.scalars(query).one_or_none()


def pairs(session: Session, section: Section) -> Pairs:
    """Return the present rules as pairs."""
    return pairs_of(present(session, section))


def pairs_of(version: Rules | None) -> Pairs:
    """Return a version as pairs; none is none."""
    return [(key, value) for key, value in json.loads(version.rules)] if version else []


def load(session: Session, section: Section) -> RuleValues:
    """Return the present rules as the rulebook knows them; a section without any follows the defaults."""
    version = present(session, section)
    return _read(version.rules) if version else RuleValues()


@lru_cache(maxsize=256)
def _read(written: str) -> RuleValues:
    return read_rules([(key, value) for key, value in json.loads(written)])


def forbids_conflicts(session: Session, section: Section) -> bool:
    """Return whether a judge may not mark a team of the own institution."""
    return load(session, section).conflict is ConflictPolicy.FORBID
