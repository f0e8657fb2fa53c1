"""The rules of a section to print and sign: in words, with tasks, rubric, signature lines, version and checksum."""

from collections.abc import Sequence
from dataclasses import dataclass

from olympiad.documents.typesetting import typeset
from olympiad.domain.canonical_json import Plain
from olympiad.domain.choices import CriterionKind
from olympiad.domain.exact import Amount
from olympiad.models.edition import Edition
from olympiad.models.section import Section
from olympiad.models.task import Criterion, Task
from olympiad.wording.names import content
from olympiad.wording.numbers import mark_text
from olympiad.wording.paper import rules_words
from olympiad.wording.rubric import critical_words, kind_words, method_words

Lines = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class SignatureLine:
    """Who signs, and what stands on the line already."""

    name: str
    title: str
    signed: str = ""
    """“signed with their own account, 4 December 2026”; empty: still to sign."""


@dataclass(frozen=True)
class WrittenRules:
    """One version of the rules in the reader's words."""

    number: int
    """0: none was saved, the defaults hold."""
    dated: str
    reason: str
    sha256: str
    lines: Lines
    awards: Lines


def rules_pdf(
    edition: Edition,
    section: Section,
    written: WrittenRules,
    tasks: Sequence[Task],
    signatures: Sequence[SignatureLine],
    language: str,
) -> bytes:
    """Set the rules in the reader's language; keys of readings are covered by the checksum and not printed."""
    drawn: list[Plain] = [_task(task, language) for task in tasks]
    signed: list[Plain] = [{"name": one.name, "title": one.title, "signed": one.signed} for one in signatures]
    return typeset(
        "rules.typ",
        {
            "words": dict(rules_words(language)),
            "lang": language,
            "organisation": content(edition, "organisation", language),
            "edition": content(edition, "name", language),
            "section": content(section, "title", language),
            "number": str(written.number),
            "dated": written.dated,
            "reason": written.reason,
            "sha256": written.sha256,
            "lines": [[term, words] for term, words in written.lines],
            "awards": [[name, words] for name, words in written.awards],
            "tasks": drawn,
            "signatures": signed,
        },
    )


def _task(task: Task, language: str) -> Plain:
    maximum: Amount = sum(one.maximum for one in task.criteria if one.kind != CriterionKind.PENALTY)
    return {
        "code": task.code,
        "title": content(task, "title", language),
        "part": task.part,
        "maximum": mark_text(maximum, language),
        "weight": mark_text(task.weight, language),
        "judges": str(task.judges),
        "method": method_words(task.method, task.drop, task.joined_by, language),
        "criteria": [_criterion(one, at, language) for at, one in enumerate(task.criteria, start=1)],
    }


def _criterion(one: Criterion, number: int, language: str) -> Plain:
    critical = critical_words(one.critical, language)
    kind = kind_words(one.kind, language)
    return {
        "number": str(number),
        "label": content(one, "label", language) or one.code,
        "kind": f"{kind}; {critical}" if critical else kind,
        "maximum": ("−" if one.kind == CriterionKind.PENALTY else "") + mark_text(one.maximum, language),
    }
