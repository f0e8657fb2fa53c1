"""The protocol of a section from a frozen version: ranking, judges, conflicts of interest, signatures, checksum."""

from collections.abc import Sequence
from dataclasses import dataclass

from olympiad.documents.typesetting import typeset
from olympiad.domain.bundle import Bundle
from olympiad.domain.canonical_json import Plain
from olympiad.exchange.published_ranking import PublishedRanking, PublishedTeam, published_ranking, text_in
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.wording.awards import award_name
from olympiad.wording.dates import moment_text
from olympiad.wording.names import country_name
from olympiad.wording.numbers import mark_text, place_text
from olympiad.wording.paper import protocol_words


@dataclass(frozen=True)
class ProtocolJudge:
    """A judge in the protocol: how many sheets, and how many of them for a team of the own institution."""

    name: str
    institution: str
    sheets: int
    conflicts: int


def protocol_pdf(
    edition: Edition,
    section: Section,
    bundle: Bundle,
    judges: Sequence[ProtocolJudge],
    reason: str,
    language: str,
    *,
    is_official: bool = True,
    audit_head: str = "",
    incidents: Sequence[str] = (),
) -> bytes:
    """Set the protocol in the reader's language.

    A preliminary version says so below its title.
    `audit_head` is written SEQ:HASH, for a check against the paper; `incidents` stand in a line each.
    """
    ranking = published_ranking(bundle, with_task_marks=True)
    words = dict(protocol_words(language))
    found: list[Plain] = [_judge(judge) for judge in judges]
    conflicts = sum(judge.conflicts for judge in judges)
    return typeset(
        "protocol.typ",
        {
            "words": {**words},
            "organisation": text_in(ranking.organisation, language),
            "edition": text_in(ranking.edition, language),
            "section": text_in(ranking.section, language),
            "version": str(ranking.version),
            "standing": words["official"] if is_official else words["preliminary"],
            "finalised": moment_text(ranking.finalised_at, language, edition.time_zone),
            "reason": reason,
            "tasks": [{"code": task.code, "maximum": mark_text(task.maximum, language)} for task in ranking.tasks],
            "rows": [_row(ranking, team, words, language) for team in ranking.teams],
            "judges": found,
            "conflicts": f"{conflicts} ({words['own_team']})" if conflicts else words["no_conflicts"],
            "incidents": list(incidents),
            "signatures": _signatures(section, judges, words),
            "sha256": ranking.sha256,
            "audit_head": audit_head or str(bundle["audit_head"]),
            "previous": str(bundle["previous"]),
        },
    )


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


def _signatures(section: Section, judges: Sequence[ProtocolJudge], words: dict[str, str]) -> Plain:
    """The chair first, then every judge; lines without a name where none is known."""
    rows: list[Plain] = [{"name": section.chair, "title": section.chair_title or words["chair"]}]
    rows += [{"name": judge.name, "title": words["member"]} for judge in judges]
    return rows
