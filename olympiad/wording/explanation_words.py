"""The sentences of an explanation by method, scale, basis of a cell and rule."""

from olympiad.domain.choices import Method, Scale
from olympiad.domain.ranking import Listing
from olympiad.domain.sheets import Basis
from olympiad.wording.catalogues import N_

METHODS: dict[Method, str] = {
    Method.MEAN: N_("The mean of the sheets is %(value)s."),
    Method.MEDIAN: N_("The median of the sheets is %(value)s."),
    Method.TRIMMED: N_("The mean of the sheets without the highest and the lowest is %(value)s."),
    Method.LOWEST: N_("The lowest sheet counts: %(value)s."),
    Method.HIGHEST: N_("The highest sheet counts: %(value)s."),
}
CRITERION_METHODS: dict[Method, str] = {
    Method.MEAN: N_("Joined criterion by criterion by the mean (%(marks)s): %(value)s."),
    Method.MEDIAN: N_("Joined criterion by criterion by the median (%(marks)s): %(value)s."),
    Method.TRIMMED: N_("Joined criterion by criterion without the highest and the lowest (%(marks)s): %(value)s."),
    Method.LOWEST: N_("Joined criterion by criterion by the lowest (%(marks)s): %(value)s."),
    Method.HIGHEST: N_("Joined criterion by criterion by the highest (%(marks)s): %(value)s."),
}
LEFT_OUT: dict[Method, str] = {
    Method.TRIMMED: N_("This sheet does not count: the highest and the lowest are left out."),
    Method.LOWEST: N_("This sheet does not count: only the lowest does."),
    Method.HIGHEST: N_("This sheet does not count: only the highest does."),
    Method.MEDIAN: N_("This sheet does not count: the middle one does."),
}
CELLS: dict[Basis, str] = {
    Basis.MARKED: N_("%(criterion)s: %(points)s"),
    Basis.AGREED: N_("%(criterion)s: %(points)s as agreed"),
    Basis.FULL: N_("%(criterion)s: not assessed, full points %(points)s"),
    Basis.OTHERS: N_("%(criterion)s: not assessed, as on the other sheets %(points)s"),
    Basis.EXCLUDED: N_("%(criterion)s: not assessed, left out"),
    Basis.UNMARKED: N_("%(criterion)s: not marked yet"),
    Basis.UNDECIDED: N_("%(criterion)s: not assessed, not decided yet"),
    Basis.UNRESOLVED: N_("%(criterion)s: without a result yet"),
}
LISTINGS: dict[Listing, str] = {
    Listing.GUEST: N_("The team is a guest: it is listed where it would stand, without a place."),
    Listing.INCOMPLETE: N_("The team has no place yet, because marks are missing in %(missing)s."),
    Listing.NO_SHOW: N_("The team did not come; it is listed without a place."),
    Listing.WITHDRAWN: N_("The team has withdrawn and has no place."),
    Listing.DISQUALIFIED: N_("The team is disqualified and has no place."),
}
SCALED: dict[Scale, str] = {
    Scale.PERCENT: N_("That is %(value)s percent of the maximum."),
    Scale.BEST: N_("That is %(value)s percent of the best mark."),
}
DEVIATIONS: dict[int, str] = {
    1: N_("That is %(value)s standard deviations above the mean."),
    0: N_("That is the mean of the teams."),
    -1: N_("That is %(value)s standard deviations below the mean."),
}
SUMS: dict[Scale, str] = {
    Scale.RAW: N_("Together this makes %(value)s points."),
    Scale.PERCENT: N_("The weighted mean of the tasks is %(value)s."),
    Scale.BEST: N_("The weighted mean of the tasks is %(value)s."),
    Scale.Z: N_("Joined by their weights and standardised, this makes z = %(value)s."),
    Scale.T: N_("Joined by their weights and standardised, this makes T = %(value)s."),
}
TIE_BREAKS: dict[str, str] = {
    "task": N_("the mark in task %(operand)s"),
    "criterion": N_("the points of criterion %(operand)s"),
    "best_task": N_("the best task, then the next best"),
    "tasks_won": N_("the number of tasks won"),
    "fewest_penalties": N_("the fewest penalty points"),
    "least_time": N_("the least time"),
    "extra_round": N_("the extra round"),
}
