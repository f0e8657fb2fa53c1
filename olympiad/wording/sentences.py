"""Refusals of the domain and of the services as sentences that say what to do, in the reader's language."""

import re
from collections.abc import Mapping
from typing import Protocol

from olympiad.wording.appeal_sentences import APPEAL_SENTENCES
from olympiad.wording.awards import award_name
from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.ceremony import CEREMONY_SENTENCES
from olympiad.wording.certificate_proofs import PROOF_SENTENCES
from olympiad.wording.design_sentences import DESIGN_SENTENCES
from olympiad.wording.evening import EVENING_SENTENCES
from olympiad.wording.file_sentences import FILE_SENTENCES
from olympiad.wording.hall_sentences import HALL_SENTENCES
from olympiad.wording.import_sentences import IMPORT_SENTENCES
from olympiad.wording.incidents import INCIDENT_SENTENCES
from olympiad.wording.keeping_sentences import KEEPING_SENTENCES
from olympiad.wording.mails import MAIL_SENTENCES
from olympiad.wording.marking_sentences import MARKING_SENTENCES
from olympiad.wording.numbers import localised
from olympiad.wording.screens import SCREEN_SENTENCES


class Refusal(Protocol):
    """What is said in words: a code and fields (DomainError, a problem of a file)."""

    @property
    def code(self) -> str: ...

    @property
    def fields(self) -> Mapping[str, object]: ...


# One line per code, in alphabetical order, so that those who add one seldom meet.
SENTENCES: dict[str, str] = {
    **APPEAL_SENTENCES,
    **DESIGN_SENTENCES,
    **MAIL_SENTENCES,
    **CEREMONY_SENTENCES,
    **SCREEN_SENTENCES,
    "absence_against_marks": N_("Team %(team)s has marks in %(task)s. Void those sheets first, or note no absence."),
    "absent_already": N_("Team %(team)s is noted as absent in %(task)s already."),
    "address_reserved": N_("“%(address)s” is the address of a page of its own. Choose another."),
    "address_taken": N_("The address “%(address)s” is taken. Choose another."),
    "administrator_is_there": N_("This installation has an administrator already. Ask for a one-time link."),
    "copy_judges_purged": N_("Names of people were purged from %(edition)s. Copy without the judges."),
    "copy_rules_need_tasks": N_("Rules name tasks: tick the tasks, too, or leave both out."),
    "disk_full": N_(
        "The disk of the server is full. Nothing of this step was saved; an administrator makes room, then repeat it."
    ),
    "backup_failed": N_("The copy could not be made: %(found)s. Nothing was changed."),
    "backup_newer": N_(
        "%(file)s was made by a newer release of this program (tables %(found)s, here up to %(known)s). "
        "Install that release first, or choose an older copy; nothing was changed."
    ),
    "backup_unreadable": N_(
        "%(file)s is missing, damaged or not of this kind of database. Choose another copy; nothing was changed."
    ),
    "blocker_absence_disputed": N_(
        "Team %(team_code)s in %(task)s: one judge says absent, another has marks. Settle it in moderation."
    ),
    "blocker_device_waiting": N_(
        "A device of %(judge)s holds %(count)s unsent mark(s). Bring it on line or upload its marks; "
        "the chief judge may excuse it."
    ),
    "blocker_disagreement": N_("Team %(team_code)s in %(task)s: the score sheets disagree. Settle them in moderation."),
    "blocker_empty_level": N_(
        "Nobody gets %(award)s under these rules. Confirm that this is meant, or change the rules."
    ),
    "blocker_gap": N_(
        "Team %(team_code)s in %(task)s: %(count)s judge(s) too few. Assign a judge or agree on the mark."
    ),
    "blocker_key_not_set": N_(
        "Team %(team_code)s in %(task)s, %(judge)s: the key of a reading is not set. Set the key."
    ),
    "blocker_no_agreed_mark": N_("Team %(team_code)s in %(task)s: no mark is recorded. Record the agreed mark."),
    "blocker_no_tasks": N_("This section has no tasks. Import or add them."),
    "blocker_no_teams": N_("This section has no teams. Import or add them."),
    "blocker_not_assessed": N_(
        "Team %(team_code)s in %(task)s, %(judge)s: “not assessed” without a consequence. Decide what it means for the mark."
    ),
    "blocker_not_joined": N_("Team %(team_code)s in %(task)s: too few score sheets for the method of this task."),
    "blocker_quarantine": N_(
        "%(count)s mark(s) of %(judge)s are in quarantine. The chief judge takes them over or sets them aside."
    ),
    "blocker_refused": N_(
        "%(count)s mark(s) of %(judge)s were not taken and not given again. "
        "Look at them under Quarantine; confirm that they do not count."
    ),
    "blocker_reading_unresolved": N_(
        "Team %(team_code)s in %(task)s, %(judge)s: no two readings agree. The chief judge decides the mark."
    ),
    "blocker_rules_by_default": N_(
        "No rules were saved for this section, so the defaults hold and there are no awards. Confirm that this is meant."
    ),
    "blocker_rules_unsigned": N_("Version %(number)s of the rules is not signed. Sign it on the page of the rules."),
    "blocker_rules_wait_for": N_(
        "Version %(number)s of the rules waits for signatures: %(names)s. Let them sign, or record the paper."
    ),
    "blocker_sheet_not_started": N_("Team %(team_code)s in %(task)s: %(judge)s has not started."),
    "blocker_sheet_open": N_("Team %(team_code)s in %(task)s: %(judge)s has not submitted yet."),
    "blocker_sheet_returned": N_("Team %(team_code)s in %(task)s: returned to %(judge)s and not submitted again."),
    "blocker_task_without_points": N_("Task %(task)s has no criterion that gives points. Add one."),
    "blocker_undecided_cell": N_(
        "Team %(team_code)s in %(task)s: two devices of %(judge)s gave different marks; one must be chosen."
    ),
    "blocker_unmarked": N_(
        "Team %(team_code)s in %(task)s, %(judge)s: %(count)s criteria are not marked. Return the sheet."
    ),
    "bundle_contradicts_itself": N_("The results bundle contradicts itself; nothing can be computed from it."),
    "bundle_format": N_("This is no results bundle of the format %(known)s."),
    "bundle_malformed": N_("The results bundle cannot be read at %(where)s."),
    "certificate_glyph_missing": N_(
        "%(count)s letter(s) cannot be printed: %(letters)s. Correct the spelling, then issue the certificates."
    ),
    "certificate_not_as_recorded": N_(
        "What the register holds of certificate %(number)s is not what the record of the jury says of it, so it cannot be "
        "confirmed here. Please ask the organizers."
    ),
    "certificate_languages": N_("Choose at least one language for the certificates."),
    "certificate_too_long": N_(
        "The texts of %(name)s run into seal and signatures. Shorten the name or the institution, then issue the certificate."
    ),
    "certificates_plan_changed": N_("Something has changed since the list was shown. Look at it once more."),
    "address_not_set": N_(
        "QR codes would begin with %(address)s, which nobody outside can open. An administrator sets the address of this "
        "installation first, from the start page."
    ),
    "certificate_not_valid": N_("Certificate %(number)s is not valid any more."),
    "certificates_none_left": N_("Everybody holds a valid certificate of this results version already."),
    "award_without_name": N_("Give the award a name, or empty its conditions."),
    "conflict_forbidden": N_(
        "Judge %(judge)s belongs to the institution of team %(team)s; the rules of this section forbid that. "
        "Choose another judge."
    ),
    "consequence_unknown": N_(
        "Choose what “not assessed” means: leave the criterion out, full points, or as the others."
    ),
    "finalise_blocked": N_(
        "Finalising is not possible yet: %(count)s things are in the way. Open the list on Results."
    ),
    "finalise_unconfirmed": N_("Confirm what is asked on the page, then finalise."),
    "job_ended": N_(
        "Reading this file would take too much time or memory, so it was stopped. Nothing was changed. Check the "
        "file, or make it smaller."
    ),
    "jobs_waiting": N_("Several files are being read just now. Try again in a minute; nothing was changed."),
    "judge_has_this_sheet": N_("Judge %(judge)s already has a sheet for %(team)s in %(task)s. Choose another judge."),
    "judge_of_another_section": N_("Judge %(judge)s belongs to another section. Choose a judge of this one."),
    "key_unchanged": N_("The key is as it was. Change it, or cancel."),
    "list_too_long": N_("“%(found)s” lists too much. At most %(most)s entries are read."),
    "mark_above_maximum": N_("%(found)s is above the maximum %(maximum)s. Give at most %(maximum)s."),
    "mark_beside_reading": N_("The points of a reading are computed. Leave the mark empty and give the reading."),
    "mark_beside_state": N_("A criterion that is not assessed or absent has no mark. Clear the mark or the state."),
    "mark_instead_of_reading": N_("Criterion %(criterion)s is measured. Give the reading; its points are computed."),
    "mark_missing": N_("Criterion %(criterion)s has no mark yet. Mark it, 0 included, or say why it is not assessed."),
    "mark_negative": N_("%(found)s is below 0. Give 0 or more."),
    "mark_not_a_check": N_("Give 0 or %(maximum)s: done or not done."),
    "mark_not_a_level": N_("%(found)s is not one of the levels of criterion %(criterion)s: %(levels)s."),
    "mark_not_a_step": N_("%(found)s is not a multiple of %(step)s. Choose the nearest step."),
    "mark_not_whole": N_("%(found)s is not a whole number. Give how many times it happened."),
    "not_a_number": N_("“%(found)s” is not a number. Write digits with one decimal point or comma."),
    "note_too_long": N_("The note is longer than %(limit)s characters. Shorten it."),
    "number_too_long": N_("The number %(found)s has too many digits. Check it."),
    "own_role_stays": N_("Nobody takes back a role of their own. Ask another organizer or the administrator."),
    "reading_missing": N_(
        "Criterion %(criterion)s has no reading. Type what was measured, or say why it is not assessed."
    ),
    "choice_missing": N_("Criterion %(criterion)s has no answer. Choose one, or say that nothing was chosen."),
    "mark_beside_choice": N_("Criterion %(criterion)s is answered from a list: give the answers or 0, not both."),
    "mark_instead_of_choice": N_(
        "Criterion %(criterion)s is answered from a list. Choose the answers; 0 says that nothing was chosen."
    ),
    "reading_not_asked": N_("Criterion %(criterion)s has no readings. Give a mark."),
    "pg_dump_missing": N_("pg_dump is not installed. Install the PostgreSQL client of the server's version."),
    "reason_missing": N_("Give a reason; it is kept on record."),
    "embargo_no_such_time": N_("The clock of %(zone)s jumps over this time. Choose an hour later."),
    "embargo_not_set": N_("No time of publication is set."),
    "embargo_past": N_("This time is past: in %(zone)s it is %(now)s. Choose a time to come, or publish by hand."),
    "results_not_newest": N_("Only the newest results version, number %(number)s, may be published."),
    "results_not_published": N_("Version %(number)s is not published."),
    "results_published": N_("Version %(number)s is published already."),
    "role_held_already": N_("%(name)s holds this role already."),
    "role_not_invited": N_("This role comes with an access card, not by invitation."),
    "rubric_not_frozen": N_("Marking has not started, so the rubric can simply be changed. Reload the page."),
    "rule_twice": N_("“%(found)s” stands here twice. Keep one."),
    "rules_changed_meanwhile": N_(
        "Somebody saved other rules meanwhile. Reload the page to see them, then change again."
    ),
    "rules_missing": N_("This section has no rules of its own yet. Save them first."),
    "rules_need_chief_judge": N_("Marking has started: only the chief judge can change the rules now, and signs them."),
    "rules_not_yours_to_sign": N_(
        "Others are named to sign these rules. Ask the organizers to put you on the list, or let them sign."
    ),
    "rules_signed_already": N_("This version is signed already."),
    "rules_unchanged": N_("Nothing is changed, so there is nothing to save."),
    "sign_in_busy": N_("Very many people are signing in just now. Try again in a few seconds."),
    "signatory_named_already": N_("%(name)s stands on the list already."),
    "signatory_without_name": N_("Choose an account or enter a name."),
    "signed_in_future": N_("This day is still to come. Enter the day that stands on the paper."),
    "no_sheets_to_hand_over": N_("Judge %(judge)s has no such sheets left; nothing was handed over."),
    "sheet_not_movable": N_("This score sheet is no longer open, so it stays with its judge."),
    "text_too_long": N_("“%(found)s” is too long. At most %(most)s characters are read."),
    "too_few_judges_to_drop": N_("No task has three judges per team. Give the tasks more judges first."),
    "too_many_readings": N_("At most %(limit)s readings are taken. Leave out the others."),
    "value_malformed": N_("The answer “%(field)s” cannot be read. Reload the page and try again."),
}

ANYTHING_ELSE = N_("This is not possible now (%(code)s). Reload the page; if it stays so, ask the organizers.")


PERHAPS = N_("Perhaps “%(near)s” was meant.")

WHERE = ("criterion", "task", "part")
"""Fields that choose among several sentences of one code: `no_spread_task`."""


PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
"""Written in the reader's way; anything else is quoted as it was found."""


def sentence(refusal: Refusal, language: str) -> str:
    """Say a refusal in one or two sentences; a code without words of its own is named."""
    gettext = catalogue(language).gettext
    told = {name: _told(name, value, language) for name, value in refusal.fields.items()}
    try:
        said = gettext(_pattern(refusal)) % (told | {"code": refusal.code})
    except KeyError:  # a field that this refusal does not carry
        return gettext(ANYTHING_ELSE) % {"code": refusal.code}
    return f"{said} {gettext(PERHAPS) % told}" if told.get("near") else said


def filled(pattern: str, refusal: Refusal, language: str) -> str:
    """Put the fields of a refusal into a sentence of the catalogue."""
    told = {name: _told(name, value, language) for name, value in refusal.fields.items()}
    return str(catalogue(language).gettext(pattern)) % told


def _pattern(refusal: Refusal) -> str:
    codes = [f"{refusal.code}_{name}" for name in WHERE if name in refusal.fields]
    books = (
        SENTENCES,
        MARKING_SENTENCES,
        EVENING_SENTENCES,
        HALL_SENTENCES,
        FILE_SENTENCES,
        IMPORT_SENTENCES,
        KEEPING_SENTENCES,
        PROOF_SENTENCES,
        INCIDENT_SENTENCES,
    )
    known = (book.get(code) for code in (*codes, refusal.code) for book in books)
    return next((pattern for pattern in known if pattern), ANYTHING_ELSE)


def _told(name: str, value: object, language: str) -> str:
    text = award_name(str(value), language) if name == "award" else str(value)
    return localised(text, language) if PLAIN_NUMBER.fullmatch(text) else text
