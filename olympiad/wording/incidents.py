"""Kinds of incidents, their remedies and what is refused, in words."""

from olympiad.domain.incidents import Kind, Remedy, State
from olympiad.wording.catalogues import N_, catalogue

KINDS: dict[Kind, str] = {
    Kind.DRIFT: N_("Instrument drift"),
    Kind.SPILT: N_("Spilt sample"),
    Kind.LOST_TIME: N_("Lost time"),
    Kind.WRONG_REAGENT: N_("Wrong reagent"),
    Kind.SAFETY: N_("Safety"),
    Kind.REPLACEMENT: N_("Replacement sample"),
    Kind.OTHER: N_("Something else"),
}
REMEDIES: dict[Remedy, str] = {
    Remedy.RERUN: N_("Run again: the sheets become void, the same judges get fresh ones"),
    Remedy.EXTRA_TIME: N_("Extra time"),
    Remedy.EXCLUDE: N_("Leave criteria out"),
    Remedy.MEAN: N_("Give the mean of the teams that were not affected"),
    Remedy.FULL: N_("Give full points"),
    Remedy.REMARK: N_("Remark"),
    Remedy.WARNING: N_("Warning"),
    Remedy.REMOVAL: N_("Removal: later criteria count 0, what was earned stays"),
    Remedy.REPLACEMENT: N_("Count the replacement sample"),
}
STATES: dict[State, str] = {
    State.OPEN: N_("Open"),
    State.SETTLED: N_("Closed"),
    State.DISMISSED: N_("No incident"),
}
INCIDENT_SENTENCES: dict[str, str] = {
    "blocker_incident_open": N_("Incident %(number)s is open. Decide on a remedy, then close it."),
    "incident_changed_meanwhile": N_(
        "Somebody did something about this incident meanwhile. See how it stands now, then decide."
    ),
    "incident_closed": N_("This incident is closed. Open it again first."),
    "incident_ends_before_it_starts": N_("The incident ends before it starts. Correct one of the times."),
    "incident_has_remedies": N_("Remedies stand for this incident. Withdraw them first, or close it."),
    "incident_mean_of_penalty": N_("Criterion %(criterion)s takes points off; it has no mean. Leave it out instead."),
    "incident_no_others": N_(
        "No team outside the incident has complete sheets for criterion %(criterion)s of %(task)s yet, so there is no mean."
    ),
    "incident_not_yours": N_("The chief judge and the organizers decide about incidents."),
    "incident_open": N_("This incident is open already."),
    "incident_place_settled": N_(
        "Something is agreed already for %(teams)s here. Withdraw that in moderation first, or leave these teams out."
    ),
    "incident_remedy_unsuitable": N_("This remedy does not suit this kind of incident. Choose another."),
    "incident_remedy_withdrawn": N_("This remedy is withdrawn already."),
    "incident_rerun_marked": N_(
        "The re-run stands: something was marked on the fresh sheets of %(teams)s already. "
        "Settle the marks in moderation, or order another re-run."
    ),
    "incident_rerun_rubric": N_(
        "The re-run stands: the rubric of the task was changed meanwhile, so the old sheets answer another one. "
        "Let the fresh sheets be marked."
    ),
    "incident_rerun_reassigned": N_(
        "The re-run stands: fresh sheets of %(teams)s were given to another judge. Let them be marked, or order another re-run."
    ),
    "incident_without_criteria": N_("Choose at least one criterion."),
    "incident_without_task": N_("Say first at which task it happened."),
    "incident_without_teams": N_("Choose at least one team."),
    "incident_without_text": N_("Say in a sentence what happened."),
    "task_unknown_here": N_("There is no task %(task)s in this section."),
    "team_unknown_here": N_("A chosen team is not in this section. Reload the page."),
}


def kind_text(kind: str, language: str) -> str:
    """Name a kind.

    >>> kind_text("spilt", "en")
    'Spilt sample'
    """
    return catalogue(language).gettext(KINDS[Kind(kind)])


def remedy_text(remedy: str, language: str) -> str:
    """Name a remedy.

    >>> remedy_text("extra_time", "en")
    'Extra time'
    """
    return catalogue(language).gettext(REMEDIES[Remedy(remedy)])


def state_text(state: str, language: str) -> str:
    """Name a state.

    >>> state_text("settled", "en")
    'Closed'
    """
    return catalogue(language).gettext(STATES[State(state)])
