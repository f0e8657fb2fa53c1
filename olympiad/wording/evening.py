"""Words of the evening of the results: what the record says of it, and what is refused there."""

from olympiad.domain.audit_actions import AuditAction
from olympiad.wording.catalogues import N_

EVENING_ACTIONS: dict[str, str] = {
    AuditAction.API_TOKENS_MAKE: N_("Token for a program made"),
    AuditAction.API_TOKENS_REVOKE: N_("Token for a program revoked"),
    AuditAction.FEEDBACK_RELEASE: N_("Comments released to teams"),
    AuditAction.FEEDBACK_SAVE_ANSWER: N_("Full-mark answer saved"),
    AuditAction.GALLERY_ADD: N_("Photograph added"),
    AuditAction.GALLERY_ASK: N_("A visitor asked to have a photograph hidden"),
    AuditAction.GALLERY_DESCRIBE: N_("Photograph described"),
    AuditAction.GALLERY_HIDE: N_("Photographs hidden"),
    AuditAction.GALLERY_PUBLISH: N_("Photographs published"),
    AuditAction.PAST_EDITIONS_LOAD: N_("Past editions loaded"),
}

EVENING_FIELDS: dict[str, str] = {
    "comments": N_("Comments"),
    "photos": N_("Photographs"),
    "released": N_("released"),
    "rows": N_("Rows"),
    "scopes": N_("What it may read"),
    "token": N_("Token"),
}

EVENING_SENTENCES: dict[str, str] = {
    "answer_missing": N_("There is no answer to release. Write it in one language at least."),
    "answer_too_long": N_("The answer is longer than %(limit)s characters. Shorten it."),
    "photo_of_no_team": N_(
        "As the picture of a team it must show members of one team alone. Choose who can be recognised, or take the mark away."
    ),
    "photo_known": N_("This photograph is here already."),
    "past_column_missing": N_("The column “%(column)s” is missing. Columns are: %(known)s."),
    "past_too_many": N_("More than %(limit)s rows. Leave some out."),
    "past_empty": N_("No row stands below the header."),
    "past_year_wrong": N_("“%(found)s” is not a year. Write four digits."),
    "past_name_missing": N_("The name is missing."),
    "past_number_wrong": N_("“%(found)s” is not a whole number."),
    "past_address_wrong": N_("“%(found)s” is not an address. It begins with https://."),
    "token_name_missing": N_("Say what the token is for, so that it can be told apart later."),
    "token_scope_missing": N_("Choose what the token may read."),
    "token_many": N_("There are %(limit)s tokens already. Revoke one that is not used."),
}
