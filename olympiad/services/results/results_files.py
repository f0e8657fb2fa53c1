"""Results bundles as files: writing one, and saying where one differs from what follows from it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from olympiad import jobs, limits
from olympiad.domain.bundle import Bundle, Difference, recompute
from olympiad.domain.bundle_reading import read_section
from olympiad.domain.canonical_json import Plain, canonical
from olympiad.domain.errors import DomainError
from olympiad.models.edition import Edition
from olympiad.models.results_version import ResultsVersion
from olympiad.models.section import Section
from olympiad.services.results import publication, results

SHOWN = 200
"""Letters that are shown of a name in a stranger's file."""
ENTRY = re.compile(r"([a-z_]+)\[([0-9]+)\]")


def find_version(session: Session, edition: str, section: str) -> ResultsVersion | None:
    """Return the newest version of the section with these addresses."""
    query = (
        select(Section)
        .join(Edition, Edition.id == Section.edition_id)
        .where(Edition.slug == edition, Section.slug == section)
    )
    row = session.scalars(query).one_or_none()
    return results.latest(session, row) if row else None


def verify(text: str) -> list[Difference]:
    """Recompute a bundle from its text alone; empty: every place, total and award follows from the marks in it.

    Raises DomainError where the text is no bundle.
    """
    bundle = read(text)
    try:
        return recompute(bundle, read_section(bundle))
    except (LookupError, ArithmeticError, ValueError, TypeError, AssertionError, RecursionError):
        # anybody may hand in a file, and it may contradict itself in more ways than a reader can name
        raise DomainError("bundle_contradicts_itself") from None


def read(text: str) -> Bundle:
    """Read the JSON of a bundle; numbers with a point and repeated names have no place in it."""
    try:
        bundle: Bundle = json.loads(
            text, parse_float=_refuse_float, parse_constant=_refuse_float, object_pairs_hook=_refuse_repeated
        )
    except (ValueError, RecursionError):
        raise DomainError("bundle_malformed", where="JSON") from None
    if not isinstance(bundle, dict):
        raise DomainError("bundle_malformed", where="JSON")
    return bundle


def _refuse_float(text: str) -> float:
    raise DomainError("bundle_malformed", where=text[:40])


def _refuse_repeated(pairs: list[tuple[str, Plain]]) -> Bundle:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DomainError("bundle_malformed", where="JSON")
    return found


@dataclass(frozen=True)
class Answer:
    """What is said of a file: where it differs from what follows from it, and which of our versions it is."""

    differences: tuple[Difference, ...]
    version: ResultsVersion | None
    """The version of this installation with the same checksum, if it was published."""
    names: tuple[Difference, ...] | None = None
    """Where names and titles, which the checksum does not cover, are not those that are public here; None: not compared."""

    @property
    def is_true(self) -> bool:
        """Everything follows from the marks in it."""
        return not self.differences


def recomputed(content: bytes) -> tuple[Bundle, list[Difference]]:
    """Read and recompute a stranger's file; raises DomainError where it is no bundle."""
    if len(content) > limits.BUNDLE_BYTES:
        raise DomainError("bundle_malformed", where="bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DomainError("bundle_malformed", where="UTF-8") from None
    return read(text), verify(text)


def check(session: Session, content: bytes) -> tuple[Bundle, Answer]:
    """Recompute a stranger's file and look whether it is one of the published versions; nothing of it is kept.

    Recomputing runs in a process of its own, and no transaction is open meanwhile.
    """
    session.rollback()
    bundle, differences = jobs.STRANGERS.run(recomputed, content)
    found = None
    if not differences:
        query = select(ResultsVersion).where(
            ResultsVersion.sha256 == str(bundle["sha256"]), ResultsVersion.published_at.is_not(None)
        )
        found = session.scalars(query).first()
    return bundle, Answer(tuple(differences), found, _names(session, bundle, found))


def _names(session: Session, bundle: Bundle, version: ResultsVersion | None) -> tuple[Difference, ...] | None:
    """Compare names and titles with what anybody reads here now; of a version that was taken down nothing is told."""
    if version is None or version.unpublished_at is not None:
        return None
    here = publication.public_bundle(session, version)["display"]
    return tuple(_other_names("display", bundle.get("display"), here))


def _other_names(where: str, found: Plain, right: Plain) -> Iterator[Difference]:
    if isinstance(found, dict) and isinstance(right, dict):
        for name in sorted(found.keys() | right.keys()):
            yield from _other_names(f"{where}.{name}", found.get(name), right.get(name))
    elif found != right:
        yield Difference(where, _words(found), _words(right))


def _words(value: Plain) -> str:
    text = value if isinstance(value, str) else "–" if value is None else canonical(value)
    return text[:SHOWN]


def team_of(bundle: Bundle, where: str) -> str:
    """Name the team that a place of a bundle is about, else nothing.

    >>> team_of({"ranking": [{"team": "T07"}]}, "ranking[0].total"), team_of({}, "sha256")
    ('T07', '')
    """
    found = ENTRY.match(where)
    rows = bundle.get(found[1]) if found else None
    row = rows[int(found[2])] if found and isinstance(rows, list) and int(found[2]) < len(rows) else None
    return str(row.get("team") or "") if isinstance(row, dict) else ""
