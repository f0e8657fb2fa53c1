"""The report card of a team on paper: marks, maxima, quartiles of the field, comments and full-mark answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from olympiad.documents.typesetting import typeset
from olympiad.domain.canonical_json import Plain
from olympiad.domain.exact import Amount
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.services.results.feedback import Feedback
from olympiad.services.results.report_cards import CriterionLine, ReportCard, TaskLine
from olympiad.wording.awards import award_name
from olympiad.wording.names import content
from olympiad.wording.numbers import mark_text, place_text
from olympiad.wording.report_cards import card_words


@dataclass(frozen=True)
class CardValues:
    """What the paper tells beside edition and section; `is_closed` leaves out place, award and the other teams."""

    card: ReportCard
    read: Feedback
    code: str
    titles: Mapping[str, str]
    labels: Mapping[tuple[str, str], str]
    is_closed: bool
    is_official: bool


def report_card_pdf(edition: Edition, section: Section, values: CardValues, language: str) -> bytes:
    """Set the report card in one language."""
    words, card = dict(card_words(language)), values.card
    state = words["official"] if values.is_official else words["preliminary"]
    return typeset(
        "report_card.typ",
        {
            "title": f"{words['report_card']}: {card.team.name}",
            "language": language,
            "organisation": content(edition, "organisation", language),
            "edition": content(edition, "name", language),
            "section": content(section, "title", language),
            "state": state % {"number": card.ranking.version},
            "team": card.team.name,
            "code": values.code,
            "is_closed": values.is_closed,
            "facts": _facts(values, words, language),
            "words": dict(words),
            "tasks": [_task(values, line, language) for line in card.tasks],
            "checksum": card.ranking.sha256,
        },
    )


def _facts(values: CardValues, words: Mapping[str, str], language: str) -> list[Plain]:
    team, ranking = values.card.team, values.card.ranking
    rows: list[Plain] = []
    if team.total is not None:
        of = f" / {mark_text(ranking.maximum, language)}" if ranking.maximum is not None else ""
        rows.append([words["total"], mark_text(team.total, language) + of])
    if values.is_closed:
        return rows
    if team.place is not None:
        placed = sum(one.place is not None for one in ranking.teams)
        rows.append([words["place"], f"{place_text(team.place, language, shared=team.shared)} / {placed}"])
    if team.award:
        rows.append([words["award"], award_name(team.award, language)])
    if (above := values.card.next_award) is not None:
        told = {"award": award_name(above.name, language), "points": mark_text(above.lacking, language)}
        rows.append([words["next"], words["lacking"] % told])
    return rows


def _task(values: CardValues, line: TaskLine, language: str) -> dict[str, Plain]:
    answer = values.read.answers.get(line.code)
    return {
        "title": values.titles.get(line.code, line.code),
        "mark": _amount(line.mark, language),
        "maximum": mark_text(line.maximum, language),
        "field": "" if values.is_closed else _field(line.median, line.middle_half, language),
        "reason": line.agreed_reason,
        "criteria": [_criterion(values, line, one, language) for one in line.criteria],
        "comments": list(values.read.comments.get((line.code, ""), [])),
        "answer": content(answer, "answer", language) if answer else "",
    }


def _criterion(values: CardValues, line: TaskLine, one: CriterionLine, language: str) -> dict[str, Plain]:
    return {
        "label": values.labels.get((line.code, one.code), one.code),
        "mark": _amount(one.points, language),
        "maximum": "" if one.is_penalty else mark_text(one.maximum, language),
        "field": "" if values.is_closed else _field(one.median, one.middle_half, language),
        "comments": list(values.read.comments.get((line.code, one.code), [])),
    }


def _amount(mark: Amount | str | None, language: str) -> str:
    return "–" if mark is None or isinstance(mark, str) else mark_text(mark, language)


def _field(median: Amount | None, half: tuple[Amount, Amount] | None, language: str) -> str:
    """Write first quartile, median and third quartile, as far as there are enough teams."""
    shown = [half[0], median, half[1]] if half else [median]
    return " · ".join(mark_text(one, language) for one in shown if one is not None)
