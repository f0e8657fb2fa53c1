"""E-mails to members, judges and organizers in their language, and what pages and the record say of them."""

from dataclasses import dataclass

from olympiad.domain.audit_actions import AuditAction
from olympiad.domain.mails import Fault, MailFacts, MailKind, MailState
from olympiad.wording.catalogues import N_, catalogue
from olympiad.wording.dates import date_text

LANGUAGES = ("uz", "ru", "en")
RULE = "\n\n* * *\n\n"
"""Between the same words in several languages."""

STATES: dict[MailState, str] = {
    MailState.WAITING: N_("Waiting"),
    MailState.SENDING: N_("Being sent"),
    MailState.SENT: N_("Sent"),
    MailState.UNCLEAR: N_("Unclear"),
    MailState.FAILED: N_("Failed"),
    MailState.GIVEN_UP: N_("Given up"),
}
KINDS: dict[MailKind, str] = {
    MailKind.CERTIFICATE: N_("Certificate is there"),
    MailKind.NAME: N_("Reminder to confirm the name"),
}
FAULTS: dict[Fault, str] = {
    Fault.CONNECTION: N_("The mail server cannot be reached."),
    Fault.LOGIN: N_("The mail server does not take name and password."),
    Fault.LATER: N_("The mail server asks to try again later."),
    Fault.REFUSED: N_("The mail server refuses it. Check the address."),
    Fault.ADDRESS: N_("This is not an e-mail address. Correct it on the page of the team, then send again."),
    Fault.UNCLEAR: N_("The connection broke before the receipt: it may have arrived. Ask, or send it again."),
    Fault.NEEDLESS: N_("It was no longer needed."),
}
MAIL_ACTIONS: dict[str, str] = {
    AuditAction.NAME_CONFIRMATIONS_SET_DEADLINE: N_("Deadline for names set"),
    AuditAction.MAILS_FINISH: N_("E-mails sent or failed"),
    AuditAction.MAILS_GIVE_UP: N_("E-mails given up"),
    AuditAction.MAILS_QUEUE: N_("E-mails queued"),
    AuditAction.MAILS_SEND_AGAIN: N_("E-mails to be sent again"),
}
MAIL_FIELDS: dict[str, str] = {
    "answers": N_("Answers of the mail server"),
    "failed": N_("Failed"),
    "given_up": N_("Given up"),
    "names_until": N_("Names are confirmed until"),
    "participants": N_("Participants"),
    "recipients": N_("Recipients"),
    "unclear": N_("Unclear"),
}
MAIL_SENTENCES: dict[str, str] = {
    "names_over": N_("The time to confirm names is over. A name that is wrong can still be corrected."),
    "names_until_past": N_("This time is past: in %(zone)s it is %(now)s. Choose a time to come."),
    "mail_nobody": N_("There is nobody to write to: everybody concerned has been told, or gave no address."),
    "mail_none": N_(
        "No mail server is set up on this installation. An administrator finds the settings in docs/operations.md."
    ),
    "mail_results_hidden": N_("Publish the results first: before that nobody sees the own certificate."),
    "mail_settings": N_("No e-mail can be sent: the setting %(setting)s is wrong. An administrator mends it."),
    "mail_state": N_("This e-mail is on its way or sent. Load the page again."),
}


@dataclass(frozen=True)
class Written:
    """A mail in words."""

    subject: str
    text: str


def written(facts: MailFacts, installation: str) -> Written:
    """Write a mail in the language of its reader; in all three, where the reader has chosen none.

    The subject is then in the language of the installation.
    """
    languages = (facts.language,) if facts.language in LANGUAGES else LANGUAGES
    first = facts.language if facts.language in LANGUAGES else installation
    texts = [_text(facts, language) for language in sorted(languages, key=lambda one: one != first)]
    return Written(_subject(facts, first), RULE.join(texts))


def _subject(facts: MailFacts, language: str) -> str:
    gettext, told = catalogue(language).gettext, {"edition": facts.edition[language]}
    if facts.kind is MailKind.CERTIFICATE:
        return (
            gettext("A certificate: %(edition)s") if facts.holder else gettext("Your certificate: %(edition)s")
        ) % told
    return gettext("Is your name right? %(edition)s") % told


def _text(facts: MailFacts, language: str) -> str:
    gettext = catalogue(language).gettext
    told = {
        "name": facts.name, "number": facts.number, "edition": facts.edition[language],
        "section": facts.section[language], "holder": facts.holder,
    }  # fmt: skip
    parts = [gettext("Dear %(name)s,") % told]
    if facts.kind is MailKind.CERTIFICATE:
        ready = gettext("your certificate %(number)s is there: %(edition)s, %(section)s.")
        others = gettext(
            "the certificate %(number)s for “%(holder)s” is there: %(edition)s, %(section)s. Please hand it on."
        )
        card = gettext("It opens here with your access card:")
        parts += [
            (others if facts.holder else ready) % told,
            (card if facts.has_card else gettext("It opens here after you have signed in:")) + f"\n{facts.link}",
            gettext("If the name on it is wrong, tell the organizers; you get a new one."),
        ]
    else:
        parts += [
            gettext("soon your name is printed on the certificate: %(edition)s, %(section)s.") % told,
            gettext(
                "Compare it with your passport, letter by letter, and confirm or correct it here with your access card:"
            )
            + f"\n{facts.link}",
            *_until(facts, language),
        ]
    return "\n\n".join(parts) + "\n"


def _until(facts: MailFacts, language: str) -> list[str]:
    gettext = catalogue(language).gettext
    if facts.until is None:
        return [gettext("Without an answer the name of your registration is printed.")]
    when = f"{date_text(facts.until.date(), language)}, {facts.until:%H:%M}"
    return [
        gettext("Please answer by %(when)s. Without an answer the name of your registration is printed.")
        % {"when": when}
    ]
