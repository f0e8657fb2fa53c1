"""Refusals of the lifecycle, of official results and of appeals as sentences."""

from olympiad.wording.catalogues import N_

APPEAL_SENTENCES: dict[str, str] = {
    "move_blocked": N_(
        "Something is still in the way of this step. The lifecycle page names it and where it is mended."
    ),
    "move_forbidden": N_("Your role does not make this step. Ask an organizer or the chief judge."),
    "move_unknown_here": N_("This step is not possible from where the section is now. Look at the lifecycle page."),
}
