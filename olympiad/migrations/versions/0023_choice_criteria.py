"""Criteria of the kind choice: answers from a list."""

from alembic import op

revision = "0023"
down_revision = "0020"

KINDS = ("points", "check", "levels", "reading", "penalty")


def upgrade() -> None:
    _allow((*KINDS, "choice"))


def downgrade() -> None:
    _allow(KINDS)


def _allow(kinds: tuple[str, ...]) -> None:
    words = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_criterion_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_criterion_kind"), f"kind IN ({words})")
