"""E-mails to judges and organizers, too."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"

ONE_RECIPIENT = (
    "CASE WHEN participant_id IS NULL THEN 0 ELSE 1 END + CASE WHEN judge_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN user_id IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    with op.batch_alter_table("mail") as table:
        table.alter_column("participant_id", existing_type=sa.Integer(), nullable=True)
        for name, other in (("judge_id", "judge"), ("user_id", "user")):
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_mail_{name}"), other, [name], ["id"])
        table.create_check_constraint(op.f("ck_mail_recipient"), ONE_RECIPIENT)
    op.create_index(op.f("ix_mail_judge_id"), "mail", ["judge_id"])
    op.create_index(op.f("ix_mail_user_id"), "mail", ["user_id"])
