"""Words of the record: what was done to what."""

import json

from olympiad.domain.audit_actions import AuditAction
from olympiad.wording import appeals, help_reasons, incidents
from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.evening import EVENING_ACTIONS, EVENING_FIELDS
from olympiad.wording.lifecycle import MOVE_WORDS, STAGE_WORDS
from olympiad.wording.mails import MAIL_ACTIONS, MAIL_FIELDS
from olympiad.wording.states import STATE_WORDS

ACTIONS: dict[str, str] = {
    **EVENING_ACTIONS,
    **MAIL_ACTIONS,
    AuditAction.ACCESS_CARDS_MAKE: N_("Access card made"),
    AuditAction.ACCESS_CARDS_REVOKE: N_("Access card closed"),
    AuditAction.ACCESS_CARDS_SIGN_IN: N_("Signed in with an access card"),
    AuditAction.ACCOUNTS_CHANGE_PASSWORD: N_("Password changed"),
    AuditAction.ACCOUNTS_CREATE: N_("Account made"),
    AuditAction.ACCOUNTS_GIVE_PASSWORD: N_("Right password given, code of the second factor asked for"),
    AuditAction.ACCOUNTS_MAKE_RESET_LINK: N_("One-time link made"),
    AuditAction.ACCOUNTS_RESET_PASSWORD: N_("Password set by a one-time link"),
    AuditAction.ACCOUNTS_SIGN_IN: N_("Signed in"),
    AuditAction.ADJUSTMENTS_ENTER: N_("Adjustment entered"),
    AuditAction.ADJUSTMENTS_WITHDRAW: N_("Adjustment taken back"),
    AuditAction.APPEALS_ADD_PHOTO: N_("Photo added to an appeal"),
    AuditAction.APPEALS_CHANGE_WINDOW: N_("Time for appeals changed"),
    AuditAction.APPEALS_DECIDE: N_("Appeal decided"),
    AuditAction.APPEALS_END_RIGHT: N_("Right to appeal ended"),
    AuditAction.APPEALS_LODGE: N_("Appeal lodged"),
    AuditAction.APPEALS_LOSE: N_("Right to appeal lost"),
    AuditAction.APPEALS_OPEN_WINDOW: N_("Appeals opened"),
    AuditAction.APPEALS_READ: N_("Appeal read"),
    AuditAction.APPEALS_RECONSIDER: N_("Appeal taken up again"),
    AuditAction.APPEALS_SAY: N_("Words added to an appeal"),
    AuditAction.APPEALS_WITHDRAW: N_("Appeal withdrawn"),
    AuditAction.AUDIT_EXPORT: N_("Record exported"),
    AuditAction.AUDIT_REVEAL: N_("Personal values of the record read"),
    AuditAction.BACKUPS_DOWNLOAD: N_("Backup downloaded"),
    AuditAction.BACKUPS_MAKE: N_("Backup made"),
    AuditAction.BENCH_ANSWER: N_("Reading sent from the bench"),
    AuditAction.BORDER_CONFIRMATIONS_CONFIRM: N_("Sums next to an award border confirmed"),
    AuditAction.CALIBRATIONS_BEGIN: N_("Practice begun"),
    AuditAction.CALIBRATIONS_END: N_("Practice ended"),
    AuditAction.CALIBRATIONS_OPEN: N_("Practice sheet opened"),
    AuditAction.CALIBRATIONS_SUBMIT: N_("Practice sheet submitted"),
    AuditAction.CERTIFICATE_DESIGNS_ADD_PICTURE: N_("Picture for certificates added"),
    AuditAction.CERTIFICATE_DESIGNS_REMOVE: N_("Certificate design removed"),
    AuditAction.CERTIFICATE_DESIGNS_SAVE: N_("Certificate design saved"),
    AuditAction.CEREMONIES_ARRANGE: N_("Order and wording of the ceremony set"),
    AuditAction.CEREMONIES_END: N_("Ceremony ended"),
    AuditAction.CEREMONIES_MOVE: N_("Step of the ceremony shown"),
    AuditAction.CEREMONIES_OPEN: N_("Ceremony opened"),
    AuditAction.CEREMONIES_SAY_NAMES: N_("How names are said set"),
    AuditAction.CERTIFICATES_ISSUE: N_("Certificates issued"),
    AuditAction.CERTIFICATES_REVOKE: N_("Certificate revoked"),
    AuditAction.CERTIFICATES_SIGN: N_("Certificates signed"),
    AuditAction.CERTIFICATES_SUPERSEDE: N_("Certificate superseded"),
    AuditAction.CHECK_IN_ARRIVE: N_("Team checked in"),
    AuditAction.CHECK_IN_TAKE_BACK: N_("Check-in of a team taken back"),
    AuditAction.CONFLICTS_DECLARE: N_("Conflict of interest declared"),
    AuditAction.CONFLICTS_NAME_TEAM: N_("Team of a declared person named"),
    AuditAction.CONFLICTS_WITHDRAW: N_("Declared conflict taken back"),
    AuditAction.CRITERIA_MOVE: N_("Criterion moved within its rubric"),
    AuditAction.CRITERIA_REMOVE: N_("Criterion removed"),
    AuditAction.DEMO_LOAD: N_("Demonstration loaded"),
    AuditAction.DEVICES_ENROL: N_("Device enrolled"),
    AuditAction.DEVICES_EXCUSE: N_("Device excused"),
    AuditAction.DEVICES_REVOKE: N_("Device closed"),
    AuditAction.DOUBLE_KEYING_KEY_AGAIN: N_("Sheet keyed a second time"),
    AuditAction.DOUBLE_KEYING_SETTLE: N_("Difference of two keyings settled"),
    AuditAction.DOUBLE_KEYING_SWITCH: N_("Double keying switched"),
    AuditAction.EDITIONS_CHANGE: N_("Edition changed"),
    AuditAction.EDITION_KEYS_MAKE: N_("Signing key made"),
    AuditAction.EDITIONS_CREATE: N_("Edition made"),
    AuditAction.HELP_REQUESTS_ANSWER: N_("Call for help answered"),
    AuditAction.ANALYSIS_RELEASES_KEEP_ADVICE: N_("Notes for the next edition kept"),
    AuditAction.ANALYSIS_RELEASES_RELEASE_AGREEMENT: N_("Agreement of the judges told in public"),
    AuditAction.ANALYSIS_RELEASES_RELEASE_SEVERITY: N_("Own severity told to the judges"),
    AuditAction.ANALYSIS_RELEASES_WITHDRAW: N_("Figures of the analysis taken back"),
    AuditAction.HELP_REQUESTS_ASK: N_("Help called"),
    AuditAction.HELP_REQUESTS_CLOSE: N_("Call for help closed"),
    AuditAction.INCIDENTS_APPLY: N_("Remedy of an incident applied"),
    AuditAction.INCIDENTS_CHANGE: N_("Incident changed"),
    AuditAction.INCIDENTS_CHOOSE_TEAMS: N_("Teams of an incident chosen"),
    AuditAction.INCIDENTS_CLOSE: N_("Incident closed"),
    AuditAction.INCIDENTS_DISMISS: N_("Incident dismissed"),
    AuditAction.INCIDENTS_REOPEN: N_("Incident opened again"),
    AuditAction.INCIDENTS_REPORT: N_("Incident reported"),
    AuditAction.INCIDENTS_WITHDRAW: N_("Remedy of an incident taken back"),
    AuditAction.INSTITUTIONS_REMOVE: N_("Institution removed"),
    AuditAction.JUDGES_REMOVE: N_("Judge removed"),
    AuditAction.LIFECYCLE_MOVE: N_("Section moved on"),
    AuditAction.MODERATION_AGREE: N_("Mark agreed on"),
    AuditAction.MODERATION_ASK_THIRD_JUDGE: N_("One more judge asked"),
    AuditAction.MODERATION_WITHDRAW: N_("Agreed mark taken back"),
    AuditAction.NAME_CONFIRMATIONS_ACCEPT: N_("Correction of a name accepted"),
    AuditAction.NAME_CONFIRMATIONS_ASK: N_("Correction of a name asked for"),
    AuditAction.NAME_CONFIRMATIONS_CONFIRM: N_("Name confirmed"),
    AuditAction.NAME_CONFIRMATIONS_DECLINE: N_("Correction of a name declined"),
    AuditAction.OPERATIONS_APPLY: N_("Marks given"),
    AuditAction.OWN_DATA_ANSWER: N_("Request about personal data answered"),
    AuditAction.OWN_DATA_ASK: N_("Correction of personal data asked for"),
    AuditAction.OWN_DATA_CONSENT: N_("Consent changed"),
    AuditAction.PARTICIPANTS_REMOVE: N_("Member removed"),
    AuditAction.PEOPLE_ACCEPT: N_("Role accepted"),
    AuditAction.PEOPLE_GIVE_ROLE: N_("Role given"),
    AuditAction.PEOPLE_OFFER_ROLE: N_("Role offered"),
    AuditAction.PEOPLE_REVOKE: N_("Role taken back"),
    AuditAction.PHOTOS_ADD: N_("Photo added"),
    AuditAction.PHOTOS_READ: N_("Photos looked at"),
    AuditAction.PHOTOS_REMOVE: N_("Photo removed"),
    AuditAction.QUARANTINE_ACCEPT: N_("Marks taken from quarantine"),
    AuditAction.QUARANTINE_SET_ASIDE: N_("Marks in quarantine set aside"),
    AuditAction.READING_KEYS_SET_KEY: N_("Key of a reading set"),
    AuditAction.RESULTS_FINALISE: N_("Results version frozen"),
    AuditAction.EMBARGOES_LIFT: N_("Results no longer publish themselves"),
    AuditAction.EMBARGOES_MISS: N_("The time of publication passed without a version to publish"),
    AuditAction.EMBARGOES_SCHEDULE: N_("Results set to publish themselves"),
    AuditAction.RESULTS_MAKE_OFFICIAL: N_("Results declared official"),
    AuditAction.RESULTS_PUBLISH: N_("Results published"),
    AuditAction.RESULTS_UNPUBLISH: N_("Results taken down"),
    AuditAction.RESULTS_WITHDRAW_OFFICIAL: N_("Results no longer official"),
    AuditAction.RETENTION_KEEP_UNTIL: N_("Retention date set"),
    AuditAction.RETENTION_PURGE: N_("Personal data purged"),
    AuditAction.RUBRIC_CHANGES_APPLY: N_("Rubric changed after the start"),
    AuditAction.ROWS_SEAL: N_("Changed rows recorded"),
    AuditAction.RULE_SIGNING_NAME_SIGNATORY: N_("Signatory of the rules named"),
    AuditAction.RULE_SIGNING_REMOVE_SIGNATORY: N_("Signatory of the rules removed"),
    AuditAction.RULES_SAVE: N_("Rules changed"),
    AuditAction.RULES_SIGN: N_("Rules signed"),
    AuditAction.SCHEDULE_SET_ROOM: N_("Number of teams at a station set"),
    AuditAction.SCORE_SHEETS_ACCEPT: N_("Score sheet accepted"),
    AuditAction.SCORE_SHEETS_MOVE: N_("Marks moved to another team"),
    AuditAction.SCORE_SHEETS_REASSIGN: N_("Score sheet given to another judge"),
    AuditAction.SCORE_SHEETS_REOPEN: N_("Score sheet opened again"),
    AuditAction.SCORE_SHEETS_RESTORE: N_("Void score sheet counts again"),
    AuditAction.SCORE_SHEETS_RETURN_TO_JUDGE: N_("Score sheet returned"),
    AuditAction.SCORE_SHEETS_SUBMIT: N_("Score sheet submitted"),
    AuditAction.SCORE_SHEETS_VOID: N_("Score sheet voided"),
    AuditAction.SECTION_IMPORT_AGREED_MARKS: N_("Agreed marks written from files or forms"),
    AuditAction.SECTION_IMPORT_AWARDS: N_("Special awards written from files or forms"),
    AuditAction.SECTION_IMPORT_CRITERIA: N_("Criteria written from files or forms"),
    AuditAction.SECTION_IMPORT_EXTRA_ROUNDS: N_("Extra rounds written from files or forms"),
    AuditAction.SECTION_IMPORT_INSTITUTIONS: N_("Institutions written from files or forms"),
    AuditAction.SECTION_IMPORT_JUDGES: N_("Judges written from files or forms"),
    AuditAction.SECTION_IMPORT_KEYS: N_("Keys of readings written from files or forms"),
    AuditAction.SECTION_IMPORT_MARKS: N_("Marks written from files or forms"),
    AuditAction.SECTION_IMPORT_PARTICIPANTS: N_("Members written from files or forms"),
    AuditAction.SECTION_IMPORT_PENALTIES: N_("Penalties written from files or forms"),
    AuditAction.SECTION_IMPORT_RULES: N_("Rules written from files or forms"),
    AuditAction.SECTION_IMPORT_SAMPLES: N_("Samples written from files or forms"),
    AuditAction.SECTION_IMPORT_SCHEDULE: N_("Schedule written from files or forms"),
    AuditAction.SECTION_IMPORT_TASKS: N_("Tasks written from files or forms"),
    AuditAction.SECTION_IMPORT_TEAMS: N_("Teams written from files or forms"),
    AuditAction.SECTION_IMPORT_TIMES: N_("Times written from files or forms"),
    AuditAction.PASSKEYS_ADD: N_("Passkey set up"),
    AuditAction.PASSKEYS_REMOVE: N_("Passkey removed"),
    AuditAction.PASSKEYS_RENAME: N_("Passkey renamed"),
    AuditAction.SIGN_INS_END: N_("Sign-in on another device ended"),
    AuditAction.INSTALLATION_SET_ADDRESS: N_("Address of the installation set"),
    AuditAction.SCREENS_ADD: N_("Screen of the hall added"),
    AuditAction.SCREENS_DARKEN: N_("All screens made dark"),
    AuditAction.SCREENS_FREEZE: N_("Screen stands still at its set time"),
    AuditAction.SCREENS_REVOKE: N_("Link of a screen taken back"),
    AuditAction.SCREENS_SHOW: N_("Screen shows something else"),
    AuditAction.SCREENS_THAW: N_("Screen moves again at its set time"),
    AuditAction.SECOND_FACTOR_BEGIN: N_("Set-up of a second factor begun"),
    AuditAction.SECOND_FACTOR_CLEAR: N_("Second factor cleared"),
    AuditAction.SECOND_FACTOR_CLOSE: N_("Second factor closed for a while after too many wrong codes"),
    AuditAction.SECOND_FACTOR_DECLINE: N_("Second factor put off (“Not now”)"),
    AuditAction.SECOND_FACTOR_RENEW_RECOVERY_CODES: N_("New recovery codes made"),
    AuditAction.SECOND_FACTOR_SWITCH_OFF: N_("Second factor switched off"),
    AuditAction.SECOND_FACTOR_SWITCH_ON: N_("Second factor switched on"),
    AuditAction.SECOND_FACTOR_USE_RECOVERY_CODE: N_("Recovery code used"),
    AuditAction.SECTIONS_CHANGE: N_("Section changed"),
    AuditAction.SECTIONS_COPY: N_("Section made from another one"),
    AuditAction.SECTIONS_CREATE: N_("Section made"),
    AuditAction.TASK_CHANGES_APPLY: N_("Task changed after the start"),
    AuditAction.TASKS_REMOVE: N_("Task removed"),
    AuditAction.TEAMS_REMOVE: N_("Team removed"),
    AuditAction.TRANSFERS_TAKE_IN: N_("Section taken in from another installation"),
    AuditAction.TRANSFERS_WRITE: N_("Section written into a file for another installation"),
    AuditAction.UNDOING_APPLY: N_("Change of set-up undone"),
    AuditAction.UNSENT_MARKS_BRING: N_("Unsent marks brought in"),
}
"""An action without words here is shown by its name."""

FIELDS: dict[str, str] = {
    **EVENING_FIELDS,
    **MAIL_FIELDS,
    "address": N_("Address"),
    "applied": N_("applied"),
    "answer": N_("What was answered"),
    "arrived_at": N_("Here since"),
    "award": N_("Award"),
    "browser": N_("Browser"),
    "called_at": N_("Called at"),
    "caption": N_("Caption"),
    "cards": N_("Cards"),
    "changes": N_("Changes"),
    "choice": N_("Choice"),
    "closes_at": N_("End"),
    "conflict": N_("in conflict"),
    "count": N_("Number of marks"),
    "criteria": N_("Criteria"),
    "criterion": N_("Criterion"),
    "is_dark": N_("Dark screen"),
    "is_rehearsal": N_("Rehearsal"),
    "step": N_("Step"),
    "device": N_("Device"),
    "digest": N_("Checksum"),
    "each": N_("Points for each"),
    "email": N_("E-mail"),
    "fields": N_("Fields"),
    "first": N_("First keying"),
    "free": N_("Free occurrences"),
    "instead_of": N_("Instead of version"),
    "judge": N_("Judge"),
    "judges": N_("Judges"),
    "kind": N_("Kind"),
    "language": N_("Language"),
    "last_seq": N_("Number on the device"),
    "later_tasks": N_("Later tasks"),
    "level": N_("Level"),
    "made": N_("Newly made"),
    "mark": N_("Given mark"),
    "minutes": N_("Minutes"),
    "move": N_("Step of the section"),
    "moved": N_("What moved"),
    "name": N_("Name"),
    "number": N_("Number"),
    "numbers": N_("Numbers"),
    "on_paper": N_("On paper"),
    "opens_at": N_("Beginning"),
    "ordered": N_("Ordered"),
    "outcome": N_("Outcome"),
    "outcomes": N_("What became of them"),
    "photo": N_("Photo"),
    "quarantined": N_("in quarantine"),
    "reason": N_("Reason"),
    "refused": N_("not taken"),
    "remedy": N_("Remedy"),
    "role": N_("Role"),
    "second": N_("Second keying"),
    "screen": N_("Screen"),
    "seen": N_("Seen"),
    "shows": N_("Shows"),
    "sent": N_("Checksum of what was sent"),
    "seq": N_("Line"),
    "sha256": N_("Checksum"),
    "sheet": N_("Score sheet"),
    "side": N_("Side"),
    "signatory": N_("Signatory"),
    "signed_on": N_("Signed on"),
    "state": N_("State"),
    "station": N_("Station"),
    "sums": N_("Checksum"),
    "task": N_("Task"),
    "tasks": N_("Tasks"),
    "team": N_("Team"),
    "teams": N_("Teams"),
    "text": N_("Text"),
    "title": N_("Title"),
    "user": N_("Person"),
    "username": N_("User name"),
    "value": N_("Value"),
    "values": N_("Values"),
    "version": N_("Version"),
    "waiting": N_("Not sent yet"),
    "way": N_("Settled by"),
    "words": N_("Words"),
}
"""Names of what a line tells; others, the columns of the files among them, stand as they are."""

SHEET_STATES = {"not_started": "not-started", "open": "in-progress"}
"""States of sheets whose words stand under another name."""
VALUES: dict[str, dict[str, str]] = {
    "state": STATE_WORDS | STAGE_WORDS | {state: STATE_WORDS[words] for state, words in SHEET_STATES.items()},
    "move": MOVE_WORDS,
    "outcome": appeals.OUTCOME_WORDS,
    "remedy": {str(remedy): words for remedy, words in incidents.REMEDIES.items()},
    "level": {"http": "HTTP", "https": "HTTPS", "form": N_("plain page")},
    "side": {"team": N_("Team"), "jury": N_("Jury")},
    "role": {
        "administrator": N_("Administrator"),
        "organizer": N_("Organizer"),
        "chief_judge": N_("Chief judge"),
        "judge": N_("Judge"),
        "clerk": N_("Clerk"),
        "leader": N_("Team leader"),
        "participant": N_("Participant"),
    },
    "appeals.kind": {"waived": N_("waived by its leader"), "lost": N_("lost")},
    "appeals.state": appeals.STATE_WORDS,
    "incidents.state": {str(state): words for state, words in incidents.STATES.items()},
    "incidents.kind": {str(kind): words for kind, words in incidents.KINDS.items()},
    "help_requests.reason": {str(reason): words for reason, words in help_reasons.REASONS.items()},
    "adjustments.kind": {
        "penalties": N_("Penalties"),
        "absences": N_("Absences"),
        "times": N_("Times"),
        "extra_rounds": N_("Extra rounds"),
        "awards": N_("Special awards"),
        "schedule": N_("Schedule"),
    },
    "bench.choice": {
        "agree": N_("agrees on a value"),
        "keep": N_("keeps the own mark"),
        "escalate": N_("asks the chief judge"),
    },
    "double_keying.way": {
        "first": N_("the first keying"),
        "second": N_("the second keying"),
        "third": N_("the paper"),
    },
}
"""Words of values by field, or where a capability has its own, by `capability.field`."""


def action_text(action: str, language: str) -> str:
    """Say what was done.

    >>> action_text("results.publish", "en"), action_text("new.verb", "en")
    ('Results published', 'new.verb')
    """
    return catalogue(language).gettext(ACTIONS[action]) if action in ACTIONS else action


def field_text(field: str, language: str) -> str:
    """Name what a line tells.

    >>> field_text("closes_at", "en"), field_text("name_uz", "en")
    ('End', 'name_uz')
    """
    return catalogue(language).gettext(FIELDS[field]) if field in FIELDS else field


def value_text(action: str, field: str, value: str, language: str) -> str:
    """Say a state, a kind or an outcome in words; every other value is shown as it was written.

    >>> value_text("score_sheets.submit", "state", "not_started", "en"), value_text("moderation.agree", "mark", "7.5", "en")
    ('Not started', '7.5')
    >>> value_text("incidents.report", "state", "open", "en"), value_text("incidents.report", "kind", "drift", "en")
    ('Open', 'Instrument drift')
    >>> value_text("operations.apply", "outcomes", '{"applied": 5, "conflict": 1}', "en")
    'applied 5, in conflict 1'
    """
    capability = action.partition(".")[0]
    words = (VALUES.get(f"{capability}.{field}") or VALUES.get(field, {})).get(value)
    if words:
        return catalogue(language).gettext(words)
    told = _object(value)
    return value if told is None else ", ".join(f"{field_text(name, language)} {one}" for name, one in told.items())


def _object(value: str) -> dict[str, object] | None:
    """What stands in a value that names several things; None where it is not such a one."""
    try:
        told = json.loads(value) if value.startswith("{") else None
    except (ValueError, RecursionError):
        return None
    return {name: one for name, one in told.items() if one not in ([], {}, "", None)} if told else None
