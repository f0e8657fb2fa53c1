"""`choice`: one or several right answers from a list, for unknowns and identification; a key turns them into points."""

from fractions import Fraction

from olympiad.domain.choice_keys import ChoiceKey, Choices
from olympiad.domain.choices import CriterionKind
from olympiad.domain.criteria import AnswerKey, Answers, Criterion
from olympiad.domain.errors import DomainError
from olympiad.domain.exact import Amount
from olympiad.domain.kinds.base import Given, KeyedKind, replaced_key
from olympiad.domain.notation.choice_keys import (
    NOTHING,
    check_chosen,
    key_part,
    parse_choice_key,
    parse_choices,
    parse_chosen,
    write_choices,
)


class Choice(KeyedKind):
    """The answers that a team chose; *nothing chosen* is the mark 0."""

    name = CriterionKind.CHOICE

    def check_given(self, criterion: Criterion, given: Given, note: str) -> None:
        """Refuse answers that are not in the list, more than may be chosen, and a mark other than 0."""
        if given.answers and given.mark is not None:
            raise DomainError("mark_beside_choice", criterion=criterion.code)
        if given.answers:
            check_chosen(given.answers, choices_of(criterion))
        elif given.mark is None:
            raise DomainError("choice_missing", criterion=criterion.code)
        elif given.mark != 0:
            raise DomainError("mark_instead_of_choice", criterion=criterion.code)

    def steps(self, criterion: Criterion, points: Amount, occurrences: Amount) -> Fraction:
        """Return the number of steps, as of `points`."""
        return Fraction(points) / criterion.step

    def own_key(self, criterion: Criterion) -> ChoiceKey | None:
        """Return the right answers that the rubric names."""
        return choices_of(criterion).key

    def with_key(self, criterion: Criterion, key: AnswerKey | None) -> Criterion:
        """Return the criterion with other right answers, the list of answers as it is."""
        found = choices_of(criterion)
        return replaced_key(criterion, Choices(found.options, found.most, key if isinstance(key, ChoiceKey) else None))

    def parse_key(self, text: str, maximum: Amount) -> Choices:
        """Return the list of answers, with the key where it is set."""
        return parse_choices(text, maximum)

    def write_key(self, criterion: Criterion) -> str:
        """Write the list of answers and the key."""
        return write_choices(criterion.key) if isinstance(criterion.key, Choices) else ""

    def parse_answer_key(self, criterion: Criterion, text: str) -> ChoiceKey:
        """Return the right answers; the list stays in the rubric."""
        return parse_choice_key(text, choices_of(criterion).codes)

    def answer_key_text(self, text: str) -> str:
        """Return the right answers and what they are worth, without the list."""
        return key_part(text)

    def keeps(self, criterion: Criterion, cell: Amount | Answers) -> bool:
        """Return whether every chosen answer is still in the list."""
        if not isinstance(cell, tuple):
            return super().keeps(criterion, cell)
        found = choices_of(criterion)
        return set(cell) <= set(found.codes) and (found.most is None or len(cell) <= found.most)

    mark_alone = "mark_without_choice"

    def parse_answers(self, criterion: Criterion, text: str) -> tuple[str, ...]:
        """Return the codes in the order of the list."""
        return check_chosen(text, choices_of(criterion))

    def accepts_nothing(self, note: str) -> bool:
        """Return that a team may have chosen nothing."""
        return True

    def claims(self, criterion: Criterion, typed: str) -> bool:
        """Return whether an answer has this code: sodium is not *not assessed*."""
        return typed.casefold() in [code.casefold() for code in choices_of(criterion).codes]

    def read_typed(self, criterion: Criterion, typed: str) -> Given:
        """Return the codes, separated by bars, commas, semicolons or spaces; a dash or 0 says that none was chosen."""
        if typed.casefold() in (*NOTHING, "0"):
            return Given(0)
        for sign in ",;":
            typed = typed.replace(sign, "|")
        bars = typed if "|" in typed else "|".join(typed.split())
        return Given(answers="|".join(parse_chosen(bars, choices_of(criterion))))


def choices_of(criterion: Criterion) -> Choices:
    """Return the list of answers of a `choice` criterion, an empty one of others."""
    return criterion.key if isinstance(criterion.key, Choices) else Choices(())
