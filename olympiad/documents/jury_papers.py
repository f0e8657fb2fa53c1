"""Papers that a jury signs or reads: protocols of stations, decisions on appeals, awards, the script, deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from olympiad.documents.printable import Place, Printable
from olympiad.domain.canonical_json import Plain
from olympiad.domain.exact import Amount
from olympiad.exchange.published_ranking import PublishedRanking, PublishedTeam, text_in
from olympiad.models.task import Task
from olympiad.wording import jury_papers as words
from olympiad.wording.awards import award_name, medal_of
from olympiad.wording.dates import moment_text
from olympiad.wording.names import content, country_name
from olympiad.wording.numbers import mark_text, place_text

Names = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class StationRow:
    """A team at a task: who gave what, the mark, and what was settled."""

    code: str
    sheets: tuple[tuple[str, Amount | None, bool], ...]
    """Judge, total (None: not handed in) and whether the sheet says absent."""
    mark: Amount | None
    is_absent: bool = False
    is_agreed: bool = False


@dataclass(frozen=True)
class StationProtocol:
    """Everything on the protocol of one task."""

    task: Task
    maximum: Amount
    rows: tuple[StationRow, ...]
    judges: tuple[str, ...]


@dataclass(frozen=True)
class Decision:
    """A decision on an appeal with the words of its facts."""

    title: str
    is_decided: bool
    rows: Sequence[tuple[str, str]]
    objection: str
    outcome: Sequence[tuple[str, str]]
    reason: str
    moved: Sequence[tuple[str, str, str]]
    """Team, place and award before, and after."""


@dataclass(frozen=True)
class Delivery:
    """One document that somebody is to receive."""

    name: str
    team: str
    document: str
    number: str


def station_protocols(place: Place, stations: Sequence[StationProtocol], printed: str) -> Printable:
    """Return the protocols of these tasks, codes only, one after the other."""
    said = dict(words.station_words(place.language))
    when = said["printed"] % {"when": printed}
    drawn: list[Plain] = [_station(place, one, said, when) for one in stations]
    return _printable("station_protocol.typ", place, said, stations=drawn, printed=when)


def _station(place: Place, one: StationProtocol, said: dict[str, str], when: str) -> Plain:
    marked = sum(row.mark is not None for row in one.rows)
    facts = [
        f"{said['maximum'] % {'mark': mark_text(one.maximum, place.language)}}",
        f"{said['station']}: {one.task.station}" if one.task.station else "",
        when,
    ]
    signing: list[Plain] = [{"name": name, "title": said["judge"]} for name in one.judges]
    return {
        "code": one.task.code,
        "title": content(one.task, "title", place.language) or one.task.code,
        "sub": " · ".join(part for part in facts if part),
        "standing": said["complete" if marked == len(one.rows) else "open"],
        "columns": max([1, *(len(row.sheets) for row in one.rows)]),
        "rows": [_station_row(place, at, row, one.rows, said) for at, row in enumerate(one.rows, start=1)],
        "judges": [
            *signing,
            {
                "name": place.section.chair,
                "title": content(place.section, "chair_title", place.language) or said["chair"],
            },
        ],
        "counts": said["counts"] % {"teams": len(one.rows), "marked": marked},
    }


def _station_row(place: Place, number: int, row: StationRow, rows: Sequence[StationRow], said: dict[str, str]) -> Plain:
    width = max([1, *(len(one.sheets) for one in rows)])
    cells: list[Plain] = [[judge, _sheet_total(total, away, said, place)] for judge, total, away in row.sheets]
    cells += [["", ""]] * (width - len(cells))
    totals = [total for _judge, total, away in row.sheets if total is not None and not away]
    apart = mark_text(max(totals) - min(totals), place.language) if len(totals) > 1 else ""
    mark = said["absent"] if row.is_absent else "" if row.mark is None else mark_text(row.mark, place.language)
    return {
        "number": str(number),
        "code": row.code,
        "sheets": cells,
        "difference": apart,
        "mark": mark,
        "note": said["agreed"] if row.is_agreed else "",
    }


def _sheet_total(total: Amount | None, is_absent: bool, said: dict[str, str], place: Place) -> str:
    if is_absent:
        return said["absent"]
    return "" if total is None else mark_text(total, place.language)


def appeal_decisions(place: Place, decisions: Sequence[Decision], judges: Sequence[str]) -> Printable:
    """Return a page for each decision, for the chair, members of the jury and the team's leader to sign."""
    said = dict(words.appeal_words(place.language))
    drawn: list[Plain] = [
        {
            "title": one.title,
            "standing": said["decided" if one.is_decided else "open"],
            "draft": "" if one.is_decided else place.draft,
            "rows": [list(row) for row in one.rows],
            "objection": one.objection,
            "outcome": [list(row) for row in one.outcome],
            "reason": one.reason,
            "effect": [list(row) for row in one.moved],
        }
        for one in decisions
    ]
    signing: list[Plain] = [
        {"name": place.section.chair, "title": content(place.section, "chair_title", place.language) or said["chair"]}
    ]
    signing += [{"name": name, "title": said["member"]} for name in [*judges[:4], ""][:4]]
    signing += [{"name": "", "title": said["leader"]}]
    return _printable("appeal_decisions.typ", place, said, decisions=drawn, signatures=signing)


def award_list(place: Place, ranking: PublishedRanking, members: Names, *, is_official: bool) -> Printable:
    """Return the awards of a version, the highest first, then special awards; `members` by key of the team."""
    said = dict(words.award_words(place.language))
    levels = [level for level in ranking.levels if level.count]
    drawn = [
        _level(place, award_name(level.name, place.language), level.name,
               [one for one in ranking.teams if one.award == level.name], members)
        for level in levels
    ]  # fmt: skip
    for award in dict.fromkeys(name for one in ranking.teams for name in one.special):
        holders = [one for one in ranking.teams if award in one.special]
        drawn.append(
            _level(place, said["special"] % {"award": award_name(award, place.language)}, "", holders, members)
        )
    return _printable(
        "award_list.typ",
        place,
        said,
        levels=drawn,
        signatures=_signatories(place, said),
        **_version(ranking, said, place, is_official=is_official),
    )


def _level(place: Place, name: str, award: str, holders: Sequence[PublishedTeam], members: Names) -> Plain:
    medal = medal_of(award) if award else None
    return {
        "name": name,
        "metal": medal[0] if medal else "plain",
        "count": str(len(holders)),
        "rows": [_holder(place, one, members) for one in holders],
    }


def _holder(place: Place, team: PublishedTeam, members: Names) -> Plain:
    country = country_name(team.country, place.language) if team.country else ""
    institution = text_in(team.institution, place.language)
    return {
        "place": "–" if team.place is None else place_text(team.place, place.language, shared=team.shared),
        "team": team.name,
        "institution": ", ".join(one for one in (institution, country) if one),
        "members": "\n".join(members.get(team.key, ())),
        "total": "" if team.total is None else mark_text(team.total, place.language),
    }


def _signatories(place: Place, said: dict[str, str]) -> list[Plain]:
    section = place.section
    titles = [content(section, name, place.language) for name in ("chair_title", "second_signatory_title")]
    return [
        {"name": section.chair, "title": titles[0] or said["chair"]},
        {"name": section.second_signatory, "title": titles[1] or said["second"]},
    ]


def _version(ranking: PublishedRanking, said: dict[str, str], place: Place, *, is_official: bool) -> dict[str, Plain]:
    when = moment_text(ranking.finalised_at, place.language, place.edition.time_zone)
    return {
        "version": str(ranking.version),
        "sha256": ranking.sha256,
        "finalised": when,
        "standing": said["official" if is_official else "preliminary"],
    }


def announcer_script(place: Place, steps: Sequence[Plain], *, version: int, is_official: bool) -> Printable:
    """Return the script to read aloud; `steps` are the pages that the announcer's screen shows."""
    said = dict(words.script_words(place.language))
    return _printable(
        "announcer.typ",
        place,
        said,
        steps=list(steps),
        sub=said["sub"],
        version=str(version),
        standing=said["official" if is_official else "preliminary"],
    )


def delivery_list(place: Place, deliveries: Sequence[Delivery], printed: str) -> Printable:
    """Return the list on which everybody signs for what they receive."""
    said = dict(words.delivery_words(place.language))
    rows: list[Plain] = [
        {"number": str(at), "name": one.name, "team": one.team, "document": one.document, "certificate": one.number}
        for at, one in enumerate(deliveries, start=1)
    ]
    when = said["printed"] % {"when": printed}
    return _printable("deliveries.typ", place, said, rows=rows, sub=when, printed=when)


@dataclass(frozen=True)
class UnconfirmedName:
    """A member who has not confirmed the own name."""

    institution: str
    team: str
    name: str
    name_local: str


def names_list(place: Place, names: Sequence[UnconfirmedName], printed: str) -> Printable:
    """Return the names to be confirmed, by institution, with room for the right spelling and a signature."""
    said = dict(words.names_words(place.language))
    groups: dict[str, list[Plain]] = {}
    for one in names:
        row: Plain = {"team": one.team, "name": one.name, "name_local": one.name_local}
        groups.setdefault(one.institution, []).append(row)
    drawn: list[Plain] = [{"institution": name or "–", "rows": rows} for name, rows in groups.items()]
    when = said["printed"] % {"when": printed}
    return _printable("names.typ", place, said, groups=drawn, sub=said["sub"], printed=when)


def _printable(template: str, place: Place, said: Mapping[str, str], **values: Plain) -> Printable:
    return Printable(template, place.head() | {"words": dict(said)} | values)
