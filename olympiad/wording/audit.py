"""Words of the record: what was done, and what is wrong with a chain."""

import json
from collections.abc import Mapping

from olympiad.wording import appeals, help_reasons, incidents
from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.lifecycle import MOVE_WORDS, STAGE_WORDS
from olympiad.wording.states import STATE_WORDS

ACTIONS: dict[str, str] = {
    "access_cards.make": N_("Access card made"),
    "access_cards.revoke": N_("Access card closed"),
    "access_cards.sign_in": N_("Signed in with an access card"),
    "accounts.change_password": N_("Password changed"),
    "accounts.create": N_("Account made"),
    "accounts.give_password": N_("Right password given, code of the second factor asked for"),
    "accounts.make_reset_link": N_("One-time link made"),
    "accounts.reset_password": N_("Password set by a one-time link"),
    "accounts.sign_in": N_("Signed in"),
    "adjustments.enter": N_("Adjustment entered"),
    "adjustments.withdraw": N_("Adjustment taken back"),
    "appeals.add_photo": N_("Photo added to an appeal"),
    "appeals.change_window": N_("Time for appeals changed"),
    "appeals.decide": N_("Appeal decided"),
    "appeals.end_right": N_("Right to appeal ended"),
    "appeals.lodge": N_("Appeal lodged"),
    "appeals.lose": N_("Right to appeal lost"),
    "appeals.open_window": N_("Appeals opened"),
    "appeals.read": N_("Appeal read"),
    "appeals.reconsider": N_("Appeal taken up again"),
    "appeals.say": N_("Words added to an appeal"),
    "appeals.withdraw": N_("Appeal withdrawn"),
    "audit.export": N_("Record exported"),
    "audit.reveal": N_("Personal values of the record read"),
    "backups.download": N_("Backup downloaded"),
    "backups.make": N_("Backup made"),
    "bench.answer": N_("Reading sent from the bench"),
    "border_confirmations.confirm": N_("Sums next to an award border confirmed"),
    "calibrations.begin": N_("Practice begun"),
    "calibrations.end": N_("Practice ended"),
    "calibrations.open": N_("Practice sheet opened"),
    "calibrations.submit": N_("Practice sheet submitted"),
    "certificates.issue": N_("Certificates issued"),
    "certificates.revoke": N_("Certificate revoked"),
    "certificates.sign": N_("Certificates signed"),
    "certificates.supersede": N_("Certificate superseded"),
    "conflicts.declare": N_("Conflict of interest declared"),
    "conflicts.name_team": N_("Team of a declared person named"),
    "conflicts.withdraw": N_("Declared conflict taken back"),
    "criteria.remove": N_("Criterion removed"),
    "demo.load": N_("Demonstration loaded"),
    "devices.enrol": N_("Device enrolled"),
    "devices.excuse": N_("Device excused"),
    "devices.revoke": N_("Device closed"),
    "double_keying.key_again": N_("Sheet keyed a second time"),
    "double_keying.settle": N_("Difference of two keyings settled"),
    "double_keying.switch": N_("Double keying switched"),
    "editions.change": N_("Edition changed"),
    "edition_keys.make": N_("Signing key made"),
    "editions.create": N_("Edition made"),
    "help_requests.answer": N_("Call for help answered"),
    "analysis_releases.keep_advice": N_("Notes for the next edition kept"),
    "analysis_releases.release_agreement": N_("Agreement of the judges told in public"),
    "analysis_releases.release_severity": N_("Own severity told to the judges"),
    "analysis_releases.withdraw": N_("Figures of the analysis taken back"),
    "help_requests.ask": N_("Help called"),
    "help_requests.close": N_("Call for help closed"),
    "incidents.apply": N_("Remedy of an incident applied"),
    "incidents.change": N_("Incident changed"),
    "incidents.choose_teams": N_("Teams of an incident chosen"),
    "incidents.close": N_("Incident closed"),
    "incidents.dismiss": N_("Incident dismissed"),
    "incidents.reopen": N_("Incident opened again"),
    "incidents.report": N_("Incident reported"),
    "incidents.withdraw": N_("Remedy of an incident taken back"),
    "institutions.remove": N_("Institution removed"),
    "judges.remove": N_("Judge removed"),
    "lifecycle.move": N_("Section moved on"),
    "moderation.agree": N_("Mark agreed on"),
    "moderation.ask_third_judge": N_("One more judge asked"),
    "moderation.withdraw": N_("Agreed mark taken back"),
    "operations.apply": N_("Marks given"),
    "own_data.answer": N_("Request about personal data answered"),
    "own_data.ask": N_("Correction of personal data asked for"),
    "own_data.consent": N_("Consent changed"),
    "participants.remove": N_("Member removed"),
    "people.accept": N_("Role accepted"),
    "people.give_role": N_("Role given"),
    "people.offer_role": N_("Role offered"),
    "people.revoke": N_("Role taken back"),
    "photos.add": N_("Photo added"),
    "photos.read": N_("Photos looked at"),
    "photos.remove": N_("Photo removed"),
    "quarantine.accept": N_("Marks taken from quarantine"),
    "quarantine.set_aside": N_("Marks in quarantine set aside"),
    "reading_keys.set_key": N_("Key of a reading set"),
    "results.finalise": N_("Results version frozen"),
    "results.make_official": N_("Results declared official"),
    "results.publish": N_("Results published"),
    "results.unpublish": N_("Results taken down"),
    "results.withdraw_official": N_("Results no longer official"),
    "retention.keep_until": N_("Retention date set"),
    "retention.purge": N_("Personal data purged"),
    "rubric_changes.apply": N_("Rubric changed after the start"),
    "rows.seal": N_("Changed rows recorded"),
    "rule_signing.name_signatory": N_("Signatory of the rules named"),
    "rule_signing.remove_signatory": N_("Signatory of the rules removed"),
    "rules.save": N_("Rules changed"),
    "rules.sign": N_("Rules signed"),
    "score_sheets.accept": N_("Score sheet accepted"),
    "score_sheets.move": N_("Marks moved to another team"),
    "score_sheets.reassign": N_("Score sheet given to another judge"),
    "score_sheets.reopen": N_("Score sheet opened again"),
    "score_sheets.restore": N_("Void score sheet counts again"),
    "score_sheets.return_to_judge": N_("Score sheet returned"),
    "score_sheets.submit": N_("Score sheet submitted"),
    "score_sheets.void": N_("Score sheet voided"),
    "section_import.agreed_marks": N_("Agreed marks written from files or forms"),
    "section_import.awards": N_("Special awards written from files or forms"),
    "section_import.criteria": N_("Criteria written from files or forms"),
    "section_import.extra_rounds": N_("Extra rounds written from files or forms"),
    "section_import.institutions": N_("Institutions written from files or forms"),
    "section_import.judges": N_("Judges written from files or forms"),
    "section_import.keys": N_("Keys of readings written from files or forms"),
    "section_import.marks": N_("Marks written from files or forms"),
    "section_import.participants": N_("Members written from files or forms"),
    "section_import.penalties": N_("Penalties written from files or forms"),
    "section_import.rules": N_("Rules written from files or forms"),
    "section_import.samples": N_("Samples written from files or forms"),
    "section_import.schedule": N_("Schedule written from files or forms"),
    "section_import.tasks": N_("Tasks written from files or forms"),
    "section_import.teams": N_("Teams written from files or forms"),
    "section_import.times": N_("Times written from files or forms"),
    "passkeys.add": N_("Passkey set up"),
    "passkeys.remove": N_("Passkey removed"),
    "passkeys.rename": N_("Passkey renamed"),
    "sign_ins.end": N_("Sign-in on another device ended"),
    "installation.set_address": N_("Address of the installation set"),
    "second_factor.begin": N_("Set-up of a second factor begun"),
    "second_factor.clear": N_("Second factor cleared"),
    "second_factor.close": N_("Second factor closed for a while after too many wrong codes"),
    "second_factor.decline": N_("Second factor put off (“Not now”)"),
    "second_factor.renew_recovery_codes": N_("New recovery codes made"),
    "second_factor.switch_off": N_("Second factor switched off"),
    "second_factor.switch_on": N_("Second factor switched on"),
    "second_factor.use_recovery_code": N_("Recovery code used"),
    "sections.change": N_("Section changed"),
    "sections.create": N_("Section made"),
    "task_changes.apply": N_("Task changed after the start"),
    "tasks.remove": N_("Task removed"),
    "teams.remove": N_("Team removed"),
    "transfers.take_in": N_("Section taken in from another installation"),
    "transfers.write": N_("Section written into a file for another installation"),
    "undoing.apply": N_("Change of set-up undone"),
    "unsent_marks.bring": N_("Unsent marks brought in"),
}
"""An action without words here is shown by its name."""

FIELDS: dict[str, str] = {
    "address": N_("Address"),
    "applied": N_("applied"),
    "answer": N_("What was answered"),
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
    "seen": N_("Seen"),
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

FAULTS: dict[str, str] = {
    "number": N_("entry %(seq)s is missing or out of its order"),
    "link": N_("entry %(seq)s does not follow from the entry before it"),
    "content": N_("entry %(seq)s was changed after it was written"),
    "detail": N_("a personal value of entry %(seq)s was changed after it was written"),
    "head": N_("the chain’s head says entry %(seq)s, the entries end elsewhere"),
    "witness": N_("the head witnessed at entry %(seq)s is not in the chain: it was cut or written anew"),
    "bundle": N_("the head printed in results version %(seq)s is not in the chain: it was cut or written anew"),
}

DIFFERENCES: dict[str, str] = {
    "row_changed": N_("%(row)s, %(column)s: entry %(seq)s says %(said)s, in the database stands %(stands)s"),
    "row_changed_hashed": N_("%(row)s, %(column)s: in the database stands something else than entry %(seq)s recorded"),
    "row_missing": N_("%(row)s: recorded by entry %(seq)s, but gone from the database"),
    "row_unknown": N_("%(row)s: stands in the database, but no entry recorded it"),
    "row_unknown_since": N_("%(row)s: stands in the database, but not in what entry %(seq)s recorded"),
    "row_unreadable": N_("table %(table)s holds a value that nothing in it can have"),
    "row_seals": N_("what entry %(seq)s recorded of the database’s rows was changed after it was written"),
    "operations_changed": N_("the operations that entry %(seq)s recorded were changed or taken away"),
    "operation_unknown": N_("%(row)s: stands in the database, but no entry recorded it"),
}
"""Sentences of differences between rows and record; `_hashed` and `_since` where the record says less, or more."""


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


def fault_text(fault: str, seq: int, language: str) -> str:
    """Say what is wrong with a chain and where.

    >>> fault_text("content", 7, "en")
    'entry 7 was changed after it was written'
    """
    return catalogue(language).gettext(FAULTS[fault]) % {"seq": seq}


def difference_text(kind: str, told: Mapping[str, str | int | None], language: str) -> str:
    """Say which row is not what the record says; `told` has the members of a difference.

    >>> told = {"table": "mark", "row": "20,3", "named": "V83 · T1", "column": "mark", "seq": 7, "said": "1.5", "stands": "2"}
    >>> difference_text("row_changed", told, "en")
    'mark 20,3 (V83 · T1), mark: entry 7 says 1.5, in the database stands 2'
    """
    variant = {"row_changed": "_hashed" if told["said"] is None else "", "row_unknown": "_since" if told["seq"] else ""}
    row = f"{told['table']} {told['row']}" + (f" ({told['named']})" if told["named"] else "")
    return catalogue(language).gettext(DIFFERENCES[kind + variant.get(kind, "")]) % {**told, "row": row}
