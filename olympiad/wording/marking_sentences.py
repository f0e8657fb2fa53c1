"""Refusals of marking and moderation as sentences."""

from olympiad.wording.catalogues import N_

MARKING_SENTENCES: dict[str, str] = {
    "agreed_mark_missing": N_("Type an agreed mark for at least one criterion."),
    "agreed_mark_withdrawn": N_("This settlement is withdrawn already."),
    "device_of_another_judge": N_("Another judge is signed in on this device."),
    "sheet_seen_otherwise": N_(
        "Another device changed criterion %(criteria)s meanwhile: you confirmed %(seen)s, now there is %(now)s. Look at the "
        "sheet and submit it again."
    ),
    "move_not_same_task": N_("Marks can only be moved to a sheet of your own for the same task that has no marks yet."),
    "move_nothing": N_("There are no marks to move."),
    "reopen_too_late": N_("More than %(minutes)s minutes have passed. Ask the chief judge to return the sheet."),
    "cell_is_a_date": N_(
        "“%(found)s” is a date; a spreadsheet may have made it of a number. Type the number as the paper has it."
    ),
    "cell_is_a_time": N_(
        "“%(found)s” is written like a time. Type one number in the unit that is asked for; a note has a space after "
        "its colon."
    ),
    "cell_is_ambiguous": N_(
        "“%(found)s” may mean 0 or that the team was not there. Type 0, or “abs” for a team that was not there."
    ),
    "cell_not_here": N_(
        "This sheet is no longer in this pile: it was voided or given to another judge. Nothing was saved; keep the "
        "paper and ask the organizers."
    ),
    "cell_of_another_keying": N_(
        "Somebody else has keyed this sheet, so it waits for its second keying. Nothing was saved; type it there."
    ),
    "cell_unknown": N_("This criterion is no longer asked. Nothing was saved; reload the page."),
    "device_holds_nothing": N_("Nothing is known to wait on this device; it needs no excuse."),
    "device_revoked_already": N_("This device is closed already."),
    "device_revoked": N_("The access card of this device was revoked. Your marks are kept for the chief judge."),
    "keying_compared": N_(
        "Both keyings of this sheet are complete and compared. What differs is settled on the page of differences."
    ),
    "paper_code_unknown": N_(
        "“%(found)s” is not the code of a score sheet. Scan the QR code at its top, or type team, task and judge with "
        "spaces between them."
    ),
    "paper_of_another_section": N_(
        "This sheet is of another section (%(section)s). Lay it aside for the clerk of that section."
    ),
    "paper_of_several_judges": N_(
        "Several judges have a sheet of team %(team)s at task %(task)s. Type the judge’s key behind them."
    ),
    "paper_without_sheet": N_(
        "There is no score sheet of team %(team)s, task %(task)s and this judge. Compare with the paper; perhaps it was "
        "given to another judge."
    ),
    "replicate_behind_note": N_(
        "“%(found)s” has a reading behind its note. Type all replicates first, separated by a bar, then the note."
    ),
    "sheet_locked_meanwhile": N_(
        "This sheet has been handed over meanwhile, so “%(found)s” was not saved. The chief judge can return the sheet."
    ),
    "operation_id_reused": N_("This mark was sent before with other content. Reload the page."),
    "mark_conflict": N_("This criterion was marked elsewhere meanwhile. Choose which mark counts."),
    "packet_file_unreadable": N_("This is no file of unsent marks. Choose the one that the judge’s device saved."),
    "packet_not_authentic": N_(
        "This code or file was changed on the way, or its device is unknown here. Nothing of it was taken."
    ),
    "packet_of_another_section": N_(
        "This comes from a device that does not mark in this section. Open the page of its section."
    ),
    "packet_of_another_version": N_("This comes from a newer version of the page. Bring the server up to date first."),
    "packet_unknown": N_(
        "This QR code holds no unsent marks. Photograph the codes that the judge’s device shows under “unsent marks”."
    ),
    "packet_unreadable": N_("The device wrote something that cannot be read. Bring the device itself on line."),
    "unsent_file_left": N_("Not read: at most %(most)s files are read at a time. Bring this one with the next."),
    "photo_missing": N_("Choose a photo, or take one."),
    "photo_removed": N_("This photo is removed already."),
    "photo_too_large": N_("The photo is larger than %(limit)s MB. Take it with a lower resolution."),
    "photo_too_many_pixels": N_("The photo has more than %(limit)s million pixels. Take it with a lower resolution."),
    "photo_without_code": N_(
        "No QR code is seen on this photo. Take it closer, without reflections; the whole code must be on it."
    ),
    "photo_unreadable": N_("This file is no photo that can be read. Send a JPEG, PNG or WebP."),
    "photos_too_many": N_("A sheet holds at most %(limit)s photos. Remove one that is not needed."),
    "place_unknown": N_("This team or task is not in this section."),
    "rubric_changed": N_("The rubric has changed meanwhile. Check this sheet and mark again what is open."),
    "sequence_gap": N_("An earlier mark of this device has not arrived yet. It is sent again."),
    "sequence_taken": N_("An earlier mark of this device has the same number. It is sent again."),
    "settled_meanwhile": N_(
        "Something changed here meanwhile: somebody settled, or a sheet came back. See how it stands now, then decide."
    ),
    "settler_marked_here": N_("You marked team %(team)s in this task yourself. Somebody else settles it."),
    "settler_of_own_institution": N_(
        "You belong to the institution of team %(team)s; the rules of this section forbid that. Somebody else settles it."
    ),
    "settlement_unknown": N_("Choose how to settle."),
    "quarantine_nothing_chosen": N_("Tick what you decide about; nothing was chosen, or it is decided already."),
    "sheet_accepted": N_("This sheet is accepted and locked. The chief judge can return it."),
    "sheet_has_holes": N_(
        "Not marked yet: criterion %(criteria)s. Mark it, 0 included, or say why it is not assessed."
    ),
    "sheet_not_started": N_("Nothing is marked on this sheet yet."),
    "sheet_not_submitted": N_("This sheet is not submitted yet."),
    "sheet_of_another_judge": N_("This score sheet belongs to another judge."),
    "sheet_partly_absent": N_("Some criteria say absent and some do not. Mark all, or all as absent."),
    "sheet_returned_meanwhile": N_(
        "The chief judge returned this sheet meanwhile. Read the reason, check the marks and submit it again."
    ),
    "sheet_submitted": N_("This sheet is submitted and locked. The chief judge can return it."),
    "sheet_totals_missing": N_("A sheet has no total yet, so this way of settling is not possible. Choose another."),
    "sheet_undecided": N_("Two devices gave different marks for criterion %(criteria)s. Choose which one counts."),
    "sheet_unknown": N_("This score sheet does not exist here."),
    "sheet_not_void": N_("This sheet counts already. Reload the page."),
    "sheet_void": N_("This sheet does not count any more; its marks are kept. Ask the chief judge."),
}
