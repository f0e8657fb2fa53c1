"""The protocol of a section from a frozen version: ranking, judges, conflicts of interest, signatures, checksum."""

from collections.abc import Sequence
from dataclasses import dataclass

from olympiad.documents.printable import Place, Printable
from olympiad.domain.bundle import Bundle
from olympiad.domain.canonical_json import Plain
from olympiad.domain.notation.languages import in_language
from olympiad.domain.notation.rules import read_rules
from olympiad.exchange.published_ranking import (
    PublishedRanking,
    PublishedTask,
    PublishedTeam,
    published_ranking,
    text_in,
)
from olympiad.models.section import Section
from olympiad.wording.awards import award_name
from olympiad.wording.dates import moment_text
from olympiad.wording.names import content, country_name
from olympiad.wording.numbers import mark_text, place_text
from olympiad.wording.paper import protocol_words
from olympiad.wording.rules import award_lines, rule_lines


@dataclass(frozen=True)
class ProtocolJudge:
    """A judge in the protocol: how many sheets, and how many of them for a team of the own institution."""

    name: str
    institution: str
    sheets: int
    conflicts: int


@dataclass(frozen=True)
class Told:
    """What is told beside the ranking, a line each; nothing names a member."""

    audit_head: str = ""
    """Written SEQ:HASH, for a check against the paper; empty: the hash of the bundle."""
    incidents: Sequence[str] = ()
    conflicts: Sequence[str] = ()
    appeals: Sequence[str] = ()


NOTHING = Told()


def protocol(
    place: Place,
    bundle: Bundle,
    judges: Sequence[ProtocolJudge],
    reason: str,
    *,
    is_official: bool = True,
    told: Told = NOTHING,
) -> Printable:
    """Return the protocol in the reader's language; a preliminary version says so beside its title."""
    ranking = published_ranking(bundle, with_task_marks=True)
    language, words = place.language, dict(protocol_words(place.language))
    return Printable(
        "protocol.typ",
        place.head()
        | {
            "words": {**words},
            "organisation": text_in(ranking.organisation, language),
            "edition": text_in(ranking.edition, language),
            "section": text_in(ranking.section, language),
            "version": str(ranking.version),
            "standing": words["official"] if is_official else words["preliminary"],
            "finalised": moment_text(ranking.finalised_at, language, place.edition.time_zone),
            "reason": in_language(reason, language),
            "tasks": [_task(task, language) for task in ranking.tasks],
            "rows": [_row(ranking, team, words, language) for team in ranking.teams],
            **_rules(bundle, language),
            **_around(judges, words, told),
            "signatures": _signatures(place.section, judges, words, language),
            "sha256": ranking.sha256,
            "audit_head": told.audit_head or str(bundle["audit_head"]),
            "previous": str(bundle["previous"]),
        },
    )


def _around(judges: Sequence[ProtocolJudge], words: dict[str, str], told: Told) -> dict[str, Plain]:
    """Return who judged, and what went wrong or was objected to."""
    return {
        "judges": [_judge(judge) for judge in judges],
        "conflicts": list(told.conflicts) or [_counted(judges, words)],
        "incidents": list(told.incidents),
        "appeals": list(told.appeals),
    }


def _task(task: PublishedTask, language: str) -> Plain:
    return {"code": task.code, "title": text_in(task.titles, language), "maximum": mark_text(task.maximum, language)}


def _rules(bundle: Bundle, language: str) -> dict[str, Plain]:
    """Say in words the rules by which the version was computed, as they are frozen in it."""
    frozen = bundle["rules"]
    assert isinstance(frozen, dict)
    written = {key: value for key, value in frozen.items() if isinstance(value, str)}
    awards = frozen.get("awards")
    levels = [one for one in awards if isinstance(one, dict)] if isinstance(awards, list) else []
    pairs = [*written.items(), *((f"award.{one['name']}", str(one["conditions"])) for one in levels)]
    rules = read_rules([(key, value) for key, value in pairs if value or key.startswith("award.")])
    return {
        "rules": [[term, said] for term, said in rule_lines(written, rules, language) if said],
        "awards": [[name, said] for name, said in award_lines(rules, language)],
    }


def _counted(judges: Sequence[ProtocolJudge], words: dict[str, str]) -> str:
    conflicts = sum(judge.conflicts for judge in judges)
    return f"{conflicts} ({words['own_team']})" if conflicts else words["no_conflicts"]


def _row(ranking: PublishedRanking, team: PublishedTeam, words: dict[str, str], language: str) -> Plain:
    marks: list[Plain] = [
        words["absent"] if mark == "absent" else "–" if mark is None or isinstance(mark, str)
        else mark_text(mark, language, ranking.task_decimals)
        for mark in team.marks
    ]  # fmt: skip
    country = country_name(team.country, language) if team.country else ""
    institution = ", ".join(part for part in (text_in(team.institution, language), country) if part)
    unplaced = "" if team.listing == "placed" else words[team.listing]
    return {
        "place": "–" if team.place is None else place_text(team.place, language, shared=team.shared),
        "name": team.name,
        "institution": institution,
        "marks": marks,
        "total": "" if team.total is None else mark_text(team.total, language),
        "award": "; ".join(award_name(award, language) for award in (team.award, *team.special) if award) or unplaced,
    }


def _judge(judge: ProtocolJudge) -> Plain:
    return {
        "name": judge.name,
        "institution": judge.institution,
        "sheets": str(judge.sheets),
        "conflicts": str(judge.conflicts) if judge.conflicts else "–",
    }


def _signatures(section: Section, judges: Sequence[ProtocolJudge], words: dict[str, str], language: str) -> Plain:
    """The chair first, then every judge; lines without a name where none is known."""
    rows: list[Plain] = [{"name": section.chair, "title": content(section, "chair_title", language) or words["chair"]}]
    rows += [{"name": judge.name, "title": words["member"]} for judge in judges]
    return rows
