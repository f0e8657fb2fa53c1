"""The one list of what stands between a section and its next results version, and what has changed since the newest one."""

import json
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from olympiad.domain.blockers import Blocker
from olympiad.domain.bundle import Bundle, changed_inputs, judgeless_inputs
from olympiad.domain.bundle_reading import read_section
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.models.user import User
from olympiad.services.computing.section_cache import Provisional
from olympiad.services.results import border_confirmations, results
from olympiad.services.results.blockers import Outlook, outlook
from olympiad.services.results.results import Changed


@dataclass(frozen=True)
class SinceVersion:
    """What has changed since the newest version: members of its bundle, and the standings that would be others."""

    number: int
    is_public: bool
    members: tuple[str, ...]
    standings: tuple[Changed, ...]


@dataclass(frozen=True)
class InTheWay:
    """Everything that a page may say about finalising; `own` keeps only the person who asks from it."""

    seen: Outlook
    own: tuple[Blocker, ...] = ()
    since: SinceVersion | None = None
    """None before the first version."""

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """What must be mended, or done by somebody else."""
        return self.seen.blockers + self.own

    @property
    def questions(self) -> tuple[Blocker, ...]:
        """What only has to be confirmed."""
        return self.seen.questions

    @property
    def is_clear(self) -> bool:
        """Whether the person who asks can finalise now."""
        return not self.blockers

    @property
    def has_moved(self) -> bool:
        """Whether anything has come up since the newest version that no version has taken up."""
        return self.since is not None and bool(self.since.members or self.since.standings or self.seen.blockers)


def of_section(
    session: Session, section: Section, known: Provisional | None = None, *, by: User | None = None
) -> InTheWay:
    """List what is in the way of finalising; every page that speaks of it asks here."""
    seen = outlook(session, section, known)
    own = tuple(border_confirmations.own(session, section, seen.borders, by=by))
    return InTheWay(seen, own, _since(session, section, seen))


def _since(session: Session, section: Section, seen: Outlook) -> SinceVersion | None:
    version = results.latest(session, section)
    if version is None:
        return None
    standings = tuple(results.changes_to_come(version, seen))
    return SinceVersion(version.number, results.is_public(version), _members(version, seen), standings)


def _members(version: ResultsVersion, seen: Outlook) -> tuple[str, ...]:
    if seen.value is None:
        return ()
    return changed_inputs(_frozen_inputs(version.bundle), judgeless_inputs(seen.value))


@lru_cache(maxsize=4)
def _frozen_inputs(bundle: str) -> Bundle:
    """Return the inputs of a frozen bundle; kept by its very text, for every page of a section asks."""
    return judgeless_inputs(read_section(json.loads(bundle)))
