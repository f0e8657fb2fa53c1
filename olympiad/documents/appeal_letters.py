"""The letter that tells a team what became of its appeal."""

from dataclasses import dataclass

from olympiad.documents.typesetting import typeset
from olympiad.domain.canonical_json import Plain
from olympiad.domain.exact import Amount
from olympiad.models.appeal import Appeal
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.models.team import Team
from olympiad.wording.appeals import letter_words
from olympiad.wording.dates import moment_text
from olympiad.wording.names import content
from olympiad.wording.numbers import mark_text


@dataclass(frozen=True)
class LetterValues:
    """What the letter tells; the published mark in thousandths, and the version in which the decision counts."""

    appeal: Appeal
    team: Team
    task: Task
    criterion: Criterion | None
    published: Amount | None
    closed_in: int | None


def appeal_letter_pdf(edition: Edition, section: Section, values: LetterValues, language: str) -> bytes:
    """Set the letter in one language."""
    words, appeal = dict(letter_words(language)), values.appeal
    label = content(values.criterion, "label", language) or values.criterion.code if values.criterion else ""
    rows: list[Plain] = [
        [words["subject"], f"{content(values.task, 'title', language)}: {label or words['whole_task']}"],
        [words["lodged"], moment_text(appeal.lodged_at, language, edition.time_zone)],
        [words["published"], words["none"] if values.published is None else mark_text(values.published, language)],
    ]
    outcome: list[Plain] = [[words["outcome"], words[appeal.outcome or appeal.state]]]
    if appeal.mark is not None:
        outcome.append([words["new_mark"], mark_text(appeal.mark, language)])
    if appeal.ended_at is not None:
        outcome.append([words["decided"], moment_text(appeal.ended_at, language, edition.time_zone)])
    return typeset(
        "appeal_letter.typ",
        {
            "lang": language,
            "title": words["title"] % {"number": appeal.number},
            "organisation": content(edition, "organisation", language),
            "edition": content(edition, "name", language),
            "section": content(section, "title", language),
            "leader_of": words["leader_of"],
            "team": values.team.name or values.team.key,
            "rows": rows,
            "outcome": outcome,
            "objection_word": words["objection"],
            "objection": appeal.text,
            "reason_word": words["reason"],
            "reason": appeal.reason,
            "counts": _counts(values, words),
            "chair_title": words["chair"],
            "chair": section.chair,
        },
    )


def _counts(values: LetterValues, words: dict[str, str]) -> str:
    if values.appeal.state != "decided":
        return ""
    return words["counts"] % {"number": values.closed_in} if values.closed_in else words["counts_next"]
