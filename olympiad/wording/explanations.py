"""How a total arose, in sentences that can be read aloud to a team leader."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from olympiad.domain.choices import JoinBy, Scale
from olympiad.domain.exact import Amount
from olympiad.domain.exact import points as exact_points
from olympiad.domain.exact import shown as shown_points
from olympiad.domain.explanation import Explanation, Neighbour, TaskPart, is_rescaled, limits_of
from olympiad.domain.notation.languages import in_language
from olympiad.domain.section import Penalty
from olympiad.domain.sheets import Basis, Worth
from olympiad.domain.task_marks import MarkedSheet
from olympiad.wording.awards import award_name
from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.explanation_words import (
    CELLS,
    CRITERION_METHODS,
    DEVIATIONS,
    LEFT_OUT,
    LISTINGS,
    METHODS,
    SCALED,
    SUMS,
    TIE_BREAKS,
)
from olympiad.wording.numbers import MOST_PLACES, localised, mark_text, number_text, place_text


def tie_break_text(written: str, language: str) -> str:
    """Name a tie-break in words: `task:X` is “the mark in task X”.

    >>> tie_break_text("task:X", "en")
    'the mark in task X'
    """
    name, _, operand = written.partition(":")
    return catalogue(language).gettext(TIE_BREAKS.get(name, "%(operand)s")) % {"operand": operand}


@dataclass(frozen=True)
class Names:
    """What tasks (by code) and criteria (by task and code) are called in the reader's language, where they have names."""

    tasks: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[tuple[str, str], str] = field(default_factory=dict)


def explanation_lines(told: Explanation, language: str, names: Names | None = None) -> list[str]:
    """All sentences about one team, line by line; what belongs to a task is indented."""
    return list(Teller(told, language, names or Names()).lines())


def says_nothing(part: TaskPart, sheet: MarkedSheet) -> bool:
    """An empty sheet where the mark does not wait for it: the team was absent, or the jury agreed on the mark."""
    return part.detail.mark.value is not None and all(worth.basis is Basis.UNMARKED for worth in sheet.worths)


def _reason(written: str) -> str:
    """A reason as the end of a sentence, whose full stop follows."""
    text = written.strip().rstrip(".")
    return f" – {text}" if text else ""


@dataclass(frozen=True)
class Teller:
    """Says parts of an explanation in one language."""

    told: Explanation
    language: str
    names: Names
    decimals: int | None = MOST_PLACES
    """Decimals of points at most; None: all of them, or a fraction."""

    def say(self, message: str, **fields: object) -> str:
        return catalogue(self.language).gettext(message) % fields

    def points(self, amount: Amount) -> str:
        """Write points, as short as they are exact, else rounded to the decimals of this page."""
        text = exact_points(amount) if self.decimals is None else shown_points(Fraction(amount), self.decimals)
        return localised(text, self.language)

    def lines(self) -> Iterator[str]:
        team = self.told.row.team
        called = self.say(N_("Team %(team)s"), team=team.key)
        yield f"{called}: {team.name}" if team.name else called
        for part in self.told.parts:
            yield from self._task(part)
        yield from self.closing()

    # a task

    def _task(self, part: TaskPart) -> Iterator[str]:
        yield self.heading(part)
        for sheet in part.detail.sheets:
            if not says_nothing(part, sheet):
                yield f"  {self._sheet(part, sheet)}"
        for sentence in self.rules_of(part, self._joined(part)):
            yield f"  {sentence}"

    def rules_of(self, part: TaskPart, joined: Iterable[str] | None = None) -> Iterator[str]:
        """Say what the rules made of the sheets of a task; how criteria were joined is left to the table beside it."""
        yield from self._gaps(part)
        yield from self._agreed_criteria(part)
        yield from self._joined_shortly(part) if joined is None else joined
        yield from self._taken_off(part)
        yield from self._scaled(part)

    def _joined_shortly(self, part: TaskPart) -> Iterable[str]:
        """How sheets were joined, without the points of each criterion."""
        detail = part.detail
        if detail.joined is not None and detail.agreed is None and detail.joined_criteria is not None:
            yield self.say(N_("Joined criterion by criterion: %(value)s."), value=self.points(detail.joined))
        else:
            yield from self._joined(part)

    def closing(self) -> Iterator[str]:
        """Say total, place and award."""
        yield from self._total()
        yield from self._place()
        yield from self._award()

    def heading(self, part: TaskPart) -> str:
        detail = part.detail
        task = self.task_name(detail.task.code)
        if detail.mark.is_absent:
            return self.say(N_("Task %(task)s: the team was absent; this counts 0."), task=task)
        if detail.mark.value is None:
            return self.say(N_("Task %(task)s: no mark yet."), task=task)
        return self.say(
            N_("Task %(task)s: %(mark)s of %(maximum)s points."),
            task=task,
            mark=self.points(detail.mark.value),
            maximum=self.points(detail.task.maximum),
        )

    def task_name(self, code: str) -> str:
        name = self.names.tasks.get(code, "")
        return f"{code} ({name})" if name and name != code else code

    def _gaps(self, part: TaskPart) -> Iterable[str]:
        """What else is missing than the totals of sheets that are there."""
        task, sheets = part.detail.task, part.detail.sheets
        gaps = part.detail.mark.missing.count(f"{task.code}/?")
        if not gaps:
            return
        if not task.judges:
            yield self.say(N_("The jury has not agreed on the mark yet."))
        elif len(sheets) < task.judges:
            ngettext = catalogue(self.language).ngettext
            yield ngettext(
                "%(num)s more sheet is expected; its judge is not named yet.",
                "%(num)s more sheets are expected; their judges are not named yet.",
                gaps,
            ) % {"num": gaps}
        else:
            yield self.say(N_("There are too few sheets to leave out the highest and the lowest."))

    def _sheet(self, part: TaskPart, sheet: MarkedSheet) -> str:
        if sheet.is_absent:
            return self.say(N_("Judge %(judge)s: absent."), judge=sheet.judge)
        noted = any(self._note(part.detail.task.code, sheet.judge, one.code) for one in part.detail.task.criteria)
        if not noted and all(worth.basis is Basis.UNMARKED for worth in sheet.worths):
            return self.say(N_("Judge %(judge)s: nothing marked yet."), judge=sheet.judge)
        told = {"judge": sheet.judge, "marks": self._marks(part, sheet.worths, sheet.judge)}
        if sheet.total is None:
            return self.say(N_("Judge %(judge)s: no total yet (%(marks)s)."), **told)
        total = self.say(N_("Judge %(judge)s: %(total)s (%(marks)s)."), total=self.points(sheet.total), **told)
        return " ".join([total, *self._about_total(part, sheet)])

    def _about_total(self, part: TaskPart, sheet: MarkedSheet) -> list[str]:
        """Say what else made the total of a sheet, and whether it counts."""
        sentences: list[str] = []
        if is_rescaled(sheet):
            sentences.append(self.say(N_("What was assessed is scaled up to the task maximum.")))
        if failed := limits_of(part.detail, sheet):
            sentences.append(
                self.say(
                    N_("Critical criteria failed: %(criteria)s; that limits the total."),
                    criteria=", ".join(self.criterion_name(part, code) for code in failed),
                )
            )
        if sheet.judge in part.dropped:
            sentences.append(self.say(LEFT_OUT.get(part.detail.task.method, N_("This sheet does not count."))))
        return sentences

    def _marks(self, part: TaskPart, worths: list[Worth], judge: str) -> str:
        task = part.detail.task
        return "; ".join(
            self.say(
                CELLS[worth.basis],
                criterion=self.criterion_name(part, criterion.code),
                points=self.points(worth.points),
            )
            + self.measured(task.code, judge, criterion.code, worth)
            + self.times(judge, worth)
            + self._note(task.code, judge, criterion.code)
            for criterion, worth in zip(task.criteria, worths, strict=True)
        )

    def measured(self, task: str, judge: str, criterion: str, worth: Worth) -> str:
        reading = self.told.readings.get((task, judge, criterion))
        if reading is None or worth.basis is not Basis.MARKED:
            return ""
        if reading.chosen:
            return ", " + self.say(N_("chosen: %(answers)s"), answers=", ".join(reading.chosen))
        values = " / ".join(number_text(value, self.language) for value in reading.values)
        return ", " + self.say(N_("measured %(readings)s"), readings=f"{values} {reading.unit}".strip())

    def times(self, judge: str, worth: Worth) -> str:
        """How often something happened that takes points off, on one judge's sheet."""
        if not judge or worth.occurrences <= 0 or worth.occurrences % 1000:
            return ""
        times = int(worth.occurrences) // 1000
        return ", " + catalogue(self.language).ngettext("seen once", "seen %(num)s times", times) % {"num": times}

    def criterion_name(self, part: TaskPart, code: str) -> str:
        """Its name; a code that is a number is said to be one, or it would run into the points."""
        if name := self.names.criteria.get((part.detail.task.code, code)):
            return name
        return self.say(N_("no. %(number)s"), number=code) if code.isdigit() else code

    def _note(self, task: str, judge: str, criterion: str) -> str:
        note = self.told.notes.get((task, judge, criterion), "")
        return _reason(note)

    def _agreed_criteria(self, part: TaskPart) -> Iterable[str]:
        """Why criteria were agreed on: by moderation, or as the remedy of an incident."""
        for agreed in part.detail.agreed_criteria:
            if agreed.reason:
                yield self.say(
                    N_("%(criterion)s was agreed on – %(reason)s."),
                    criterion=self.criterion_name(part, agreed.criterion),
                    reason=agreed.reason.rstrip(". "),
                )

    def _joined(self, part: TaskPart) -> Iterable[str]:
        detail = part.detail
        if detail.joined is None:
            return
        if detail.agreed is not None:
            reason = _reason(in_language(detail.agreed.reason, self.language))
            yield self.say(
                N_("Agreed by the jury: %(value)s%(reason)s."), value=self.points(detail.joined), reason=reason
            )
        elif detail.task.by is JoinBy.CRITERION and detail.joined_criteria is not None:
            yield self.say(
                CRITERION_METHODS[detail.task.method],
                marks=self._marks(part, detail.joined_criteria, ""),
                value=self.points(detail.joined),
            )
        elif len(detail.sheets) > 1:
            yield self.say(METHODS[detail.task.method], value=self.points(detail.joined))

    def _taken_off(self, part: TaskPart) -> Iterable[str]:
        detail = part.detail
        yield from self._penalties(detail.penalties)
        if detail.unrounded is not None and detail.unrounded != detail.mark.value:
            yield self.say(N_("Rounded from %(exact)s."), exact=self.points(detail.unrounded))

    def _penalties(self, penalties: Iterable[Penalty]) -> Iterable[str]:
        for penalty in penalties:
            reason = _reason(in_language(penalty.reason, self.language))
            yield self.say(N_("Penalty: %(points)s off%(reason)s."), points=self.points(penalty.points), reason=reason)

    def _scaled(self, part: TaskPart) -> Iterable[str]:
        if part.scaled is None:
            return
        scale, weight = self.told.rules.scale, number_text(part.weight, self.language)
        if scale in SCALED:
            yield self.say(SCALED[scale], value=self.points(part.scaled))
        elif scale is not Scale.RAW:
            side = (part.scaled > 0) - (part.scaled < 0)
            yield self.say(DEVIATIONS[side], value=self.points(-part.scaled if side < 0 else part.scaled))
        if part.weight != 1 and scale is Scale.RAW and part.contribution is not None:
            added = self.points(part.contribution)
            yield self.say(N_("With the weight %(weight)s this adds %(value)s points."), weight=weight, value=added)
        elif part.weight != 1:
            yield self.say(N_("The task has the weight %(weight)s."), weight=weight)

    # the total

    def _total(self) -> Iterator[str]:
        row = self.told.row
        if row.total is None or row.exact is None or self.told.before_penalties is None:
            return
        yield self.say(SUMS[self.told.rules.scale], value=self.points(self.told.before_penalties))
        yield from self._penalties(self.told.section_penalties)
        ngettext = catalogue(self.language).ngettext
        decimals = self.told.rules.decimals
        yield ngettext(
            "Total, rounded to %(num)d decimal: %(total)s.", "Total, rounded to %(num)d decimals: %(total)s.", decimals
        ) % {"num": decimals, "total": mark_text(row.total, self.language)}

    # the place

    def _place(self) -> Iterator[str]:
        row = self.told.row
        if row.place is None:
            codes = [part.detail.task.code for part in self.told.parts if part.detail.mark.missing]
            yield self.say(LISTINGS[row.listing], missing=", ".join(map(self.task_name, codes)))
            return
        place = place_text(row.place, self.language)
        yield self.say(N_("Place %(place)s of %(count)s."), place=place, count=str(self.told.placed))
        if self.told.tied:
            ngettext = catalogue(self.language).ngettext
            yield ngettext(
                "The place is shared with team %(teams)s.",
                "The place is shared with teams %(teams)s.",
                len(self.told.tied),
            ) % {"teams": ", ".join(self.told.tied)}
        if row.decided_by:
            rule = tie_break_text(row.decided_by, self.language)
            yield self.say(N_("Among teams of the same total, this decided: %(rule)s."), rule=rule)
        yield from self._neighbours()

    def _neighbours(self) -> Iterator[str]:
        if self.told.above:
            yield self._neighbour(
                self.told.above,
                N_("Next above: team %(team)s with %(total)s, %(difference)s more."),
                N_("Next above: team %(team)s with the same total."),
            )
        if self.told.below:
            yield self._neighbour(
                self.told.below,
                N_("Next below: team %(team)s with %(total)s, %(difference)s less."),
                N_("Next below: team %(team)s with the same total."),
            )

    def _neighbour(self, neighbour: Neighbour, different: str, same: str) -> str:
        row = neighbour.row
        total = "" if row.total is None else mark_text(row.total, self.language)
        difference = number_text(neighbour.difference, self.language)
        return self.say(
            different if neighbour.difference else same, team=row.team.key, total=total, difference=difference
        )

    # the award

    def _award(self) -> Iterator[str]:
        row = self.told.row
        if row.awards:
            yield self.say(N_("Award: %(award)s."), award="; ".join(map(self._named, row.awards)))
        elif self.told.next_award:
            yield self.say(N_("No award."))
        following = self.told.next_award
        if following is None:
            return
        if following.first_place_only:
            yield self.say(
                N_("The next award, %(award)s, is for the first place only."), award=self._named(following.name)
            )
        elif following.is_empty or following.least is None or following.lacking is None:
            yield self.say(N_("Nobody received the next award, %(award)s."), award=self._named(following.name))
        else:
            yield self._lacking(self._named(following.name), following.least, following.lacking)

    def _named(self, award: str) -> str:
        return award_name(award, self.language)

    def _lacking(self, award: str, least: Fraction, lacking: Fraction) -> str:
        fields = {"award": award, "least": number_text(least, self.language)}
        if not lacking:
            return self.say(
                N_("The next award, %(award)s, began at %(least)s; other conditions were not met."), **fields
            )
        return self.say(
            N_("The next award, %(award)s, began at %(least)s; %(lacking)s were lacking."),
            **fields,
            lacking=number_text(lacking, self.language),
        )
