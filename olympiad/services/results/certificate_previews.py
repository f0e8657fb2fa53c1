"""Recipients on whom a certificate design is tried: the longest real names first, then names that must shrink and wrap."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from olympiad.clock import utc_now
from olympiad.documents.certificates import too_long
from olympiad.documents.typesetting import missing_letters
from olympiad.domain.bundle import Bundle
from olympiad.domain.canonical_json import Plain
from olympiad.domain.certificate_designs import Design, DesignKind
from olympiad.domain.errors import DomainError
from olympiad.models.participant import Participant
from olympiad.models.section import Section
from olympiad.models.team import Team
from olympiad.services.results import certificate_designs, certificate_recipients, results
from olympiad.services.results.certificate_designs import FrozenDesign
from olympiad.services.results.certificate_numbers import prefix_of
from olympiad.services.results.certificate_plan import last_languages
from olympiad.services.results.certificate_texts import NO_ROW, Fields, Holder, Row, Writer

INVENTED = (
    "Muhammad Amirul Hakim bin Wan Mohd Kamaruddin",
    "Siti Nur Khadijah Aishah binti Tengku Muhammad Faris Petra ibni Tengku",
    "Nurmuhammadnurmuhammadnurmuhammadnurmuhammadx",
)
"""45 letters in five words, a name that must wrap, 45 letters in one word."""
MOST = 8
AWARDS = {DesignKind.DEGREE: "I degree", DesignKind.TEAM: "I degree", DesignKind.ABSOLUTE: "Absolute winner"}
SAMPLE: Row = {"place": "1", "total": "88.25", "award": "", "special_awards": []}
NO_VERSION: Bundle = {"maximum": "100", "ranking": []}


@dataclass(frozen=True)
class Sample:
    """One recipient of a trial."""

    name: str
    real: bool
    fields: Fields


@dataclass(frozen=True)
class Finding:
    """What the trial found: a code with values, good or not."""

    code: str
    good: bool
    told: dict[str, str]


def frozen_draft(
    session: Session, section: Section, design: Design, unsaved: Mapping[str, str] = MappingProxyType({})
) -> FrozenDesign:
    """Put a design that is not saved yet together with its pictures; `unsaved` are pictures by SHA-256 that are kept nowhere.

    Raises `design_picture_unknown`.
    """
    wanted = set(design.pictures)
    known = certificate_designs.pictures_of(session, section.edition_id, wanted) | dict(unsaved)
    if wanted - known.keys():
        raise DomainError("design_picture_unknown")
    return certificate_designs.freeze(design, {name: known[name] for name in wanted})


def samples(session: Session, section: Section, kind: DesignKind, frozen: FrozenDesign) -> list[Sample]:
    """Return recipients of a kind, the longest names first, then invented ones."""
    version = results.latest(session, section)
    bundle = results.bundle_of(version) if version else NO_VERSION
    writer = Writer(session, section, bundle, (), utc_now())
    writer.placed = writer.placed or 22
    award = AWARDS.get(kind, "Fastest solver" if kind == DesignKind.NOMINATION else "")
    real = list(_holders(session, section, kind))
    pattern = real[0] if real else Holder("")
    invented = [Holder(name, "", team=pattern.team, institution=pattern.institution) for name in INVENTED]
    return [
        Sample(holder.name, at < len(real), writer.designed(holder, SAMPLE, award, str(kind), frozen).fields)
        for at, holder in enumerate(real + invented)
    ]


def _holders(session: Session, section: Section, kind: DesignKind) -> Iterator[Holder]:
    if kind == DesignKind.TEAM:
        teams = select(Team).where(Team.section_id == section.id).order_by(func.length(Team.name).desc(), Team.id)
        for team in session.scalars(teams.limit(MOST)):
            members = session.scalars(
                select(Participant).where(Participant.team_id == team.id).order_by(Participant.id)
            )
            yield Holder(team.name or team.key, "", None, "team", team, team.institution, tuple(members))
        return
    if kind in certificate_recipients.HOLDERS:
        found = certificate_recipients.HOLDERS[kind](session, section)
        yield from sorted(found, key=lambda holder: -len(holder.name))[:MOST]
        return
    query = (
        select(Participant, Team)
        .join(Team, Team.id == Participant.team_id)
        .where(Participant.section_id == section.id)
        .order_by(func.length(Participant.name).desc(), Participant.id)
    )
    for person, team in session.execute(query.limit(MOST)):
        yield Holder(person.name, person.name_local, None, "", team, team.institution)


def findings(session: Session, section: Section, frozen: FrozenDesign, sample: Sample) -> list[Finding]:
    """Say whether this certificate fits, every name of the section can be printed, and the colours can be read."""
    return [
        Finding("fits", not too_long([(sample.fields, frozen.content)]), {"name": sample.name}),
        _letters(session, section),
        *_colours(frozen.design),
        Finding("number", True, {"number": f"{prefix_of(section, frozen.design.number)}0001"}),
    ]


def _letters(session: Session, section: Section) -> Finding:
    names = session.execute(
        select(Participant.name, Participant.name_local).where(Participant.section_id == section.id)
    ).all()
    lacking = missing_letters(text for row in names for text in row)
    if not lacking:
        return Finding("letters", True, {"letters": ""})
    who = next(name for name, local in names if lacking & set(name + local))
    return Finding("letters", False, {"letters": " ".join(sorted(lacking)), "name": who})


def _colours(design: Design) -> list[Finding]:
    weak = certificate_designs.weak_colours(design)
    if not weak:
        return [Finding("contrast", True, {})]
    return [
        Finding("contrast", False, {"what": name, "found": f"{ratio:.1f}", "least": f"{least:g}"})
        for name, ratio, least in weak
    ]


def own_certificate(
    session: Session, section: Section, person: Participant, typed: tuple[str, str] | None = None
) -> tuple[Fields, str | None]:
    """Return the printed fields, and the design if there is one, that show a member the own name, or the one just typed.

    Nothing of the results is in them; pictures of signatures stand on the issued paper alone.
    """
    writer = Writer(session, section, NO_VERSION, last_languages(session, section), utc_now())
    with session.no_autoflush:
        if typed is not None:
            person.name, person.name_local = typed
        document = writer.document(person, person.team, NO_ROW, "", DesignKind.PARTICIPATION)
        session.expire(person, ["name", "name_local"])
    signing = document.fields["signatories"]
    assert isinstance(signing, list)
    unsigned: list[Plain] = [one | {"picture": ""} for one in signing if isinstance(one, dict)]
    return document.fields | {"signatories": unsigned}, document.design.content if document.design else None
