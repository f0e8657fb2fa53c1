"""Words of the record."""

from olympiad.domain.audit_actions import AuditAction
from olympiad.wording.audit import ACTIONS


def test_every_action_has_words_and_no_words_are_left_over():
    assert set(ACTIONS) == set(AuditAction)
