"""Words of the evening of the results: what the record says of it, and what is refused there."""

from olympiad.domain.audit_actions import AuditAction
from olympiad.wording.catalogues import N_

EVENING_ACTIONS: dict[str, str] = {
    AuditAction.FEEDBACK_RELEASE: N_("Comments released to teams"),
    AuditAction.FEEDBACK_SAVE_ANSWER: N_("Full-mark answer saved"),
}

EVENING_FIELDS: dict[str, str] = {
    "comments": N_("Comments"),
    "released": N_("released"),
}

EVENING_SENTENCES: dict[str, str] = {
    "answer_missing": N_("There is no answer to release. Write it in one language at least."),
    "answer_too_long": N_("The answer is longer than %(limit)s characters. Shorten it."),
}
