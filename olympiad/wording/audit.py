"""Words of the record: what was done, and what is wrong with a chain."""

from olympiad.wording.catalogues import N_, catalogue

ACTIONS: dict[str, str] = {
    "access_cards.make": N_("Access card made"),
    "access_cards.revoke": N_("Access card closed"),
    "access_cards.sign_in": N_("Signed in with an access card"),
    "accounts.change_password": N_("Password changed"),
    "accounts.create": N_("Account made"),
    "accounts.make_reset_link": N_("One-time link made"),
    "accounts.reset_password": N_("Password set by a one-time link"),
    "accounts.sign_in": N_("Signed in"),
    "appeals.add_photo": N_("Photo added to an appeal"),
    "appeals.change_window": N_("Time for appeals changed"),
    "appeals.decide": N_("Appeal decided"),
    "appeals.end_right": N_("Right to appeal ended"),
    "appeals.lodge": N_("Appeal lodged"),
    "appeals.open_window": N_("Appeals opened"),
    "audit.export": N_("Record exported"),
    "audit.reveal": N_("Personal values of the record read"),
    "backups.download": N_("Backup downloaded"),
    "backups.make": N_("Backup made"),
    "bench.answer": N_("Reading sent from the bench"),
    "border_confirmations.confirm": N_("Sums next to an award border confirmed"),
    "certificates.issue": N_("Certificates issued"),
    "certificates.revoke": N_("Certificate revoked"),
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
    "editions.create": N_("Edition made"),
    "help_requests.answer": N_("Call for help answered"),
    "help_requests.ask": N_("Help called"),
    "help_requests.close": N_("Call for help closed"),
    "incidents.apply": N_("Remedy of an incident applied"),
    "incidents.change": N_("Incident changed"),
    "incidents.choose_teams": N_("Teams of an incident chosen"),
    "incidents.report": N_("Incident reported"),
    "incidents.withdraw": N_("Remedy of an incident taken back"),
    "institutions.remove": N_("Institution removed"),
    "judges.remove": N_("Judge removed"),
    "lifecycle.move": N_("Section moved on"),
    "moderation.agree": N_("Mark agreed on"),
    "moderation.withdraw": N_("Agreed mark taken back"),
    "operations.apply": N_("Marks given"),
    "own_data.answer": N_("Request about personal data answered"),
    "own_data.ask": N_("Correction of personal data asked for"),
    "own_data.consent": N_("Consent changed"),
    "participants.remove": N_("Member removed"),
    "people.give_role": N_("Role given"),
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
    "rule_signing.name_signatory": N_("Signatory of the rules named"),
    "rule_signing.remove_signatory": N_("Signatory of the rules removed"),
    "rules.save": N_("Rules changed"),
    "rules.sign": N_("Rules signed"),
    "score_sheets.accept": N_("Score sheet accepted"),
    "score_sheets.reassign": N_("Score sheet given to another judge"),
    "score_sheets.reopen": N_("Score sheet opened again"),
    "score_sheets.restore": N_("Void score sheet counts again"),
    "score_sheets.return_to_judge": N_("Score sheet returned"),
    "score_sheets.submit": N_("Score sheet submitted"),
    "score_sheets.void": N_("Score sheet voided"),
    "sections.change": N_("Section changed"),
    "sections.create": N_("Section made"),
    "tasks.remove": N_("Task removed"),
    "teams.remove": N_("Team removed"),
    "transfers.take_in": N_("Section taken in from another installation"),
    "transfers.write": N_("Section written into a file for another installation"),
    "unsent_marks.bring": N_("Unsent marks brought in"),
}
"""An action without words here is shown by its name."""

FAULTS: dict[str, str] = {
    "number": N_("entry %(seq)s is missing or out of its order"),
    "link": N_("entry %(seq)s does not follow from the entry before it"),
    "content": N_("entry %(seq)s was changed after it was written"),
    "detail": N_("a personal value of entry %(seq)s was changed after it was written"),
    "head": N_("the chain’s head says entry %(seq)s, the entries end elsewhere"),
    "witness": N_("the head witnessed at entry %(seq)s is not in the chain: it was cut or written anew"),
    "bundle": N_("the head printed in results version %(seq)s is not in the chain: it was cut or written anew"),
}


def action_text(action: str, language: str) -> str:
    """Say what was done.

    >>> action_text("results.publish", "en"), action_text("new.verb", "en")
    ('Results published', 'new.verb')
    """
    return catalogue(language).gettext(ACTIONS[action]) if action in ACTIONS else action


def fault_text(fault: str, seq: int, language: str) -> str:
    """Say what is wrong with a chain and where.

    >>> fault_text("content", 7, "en")
    'entry 7 was changed after it was written'
    """
    return catalogue(language).gettext(FAULTS[fault]) % {"seq": seq}
