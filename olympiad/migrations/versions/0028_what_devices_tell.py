"""What a device tells of itself: marks in an open page only, photos, battery, the sheet that is open; a reason for help."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unkept", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("photos", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("battery", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sheet_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_device_sheet_id_score_sheet"), "score_sheet", ["sheet_id"], ["id"])
    with op.batch_alter_table("device", schema=None) as batch_op:
        for name in ("unkept", "photos"):
            batch_op.alter_column(name, existing_type=sa.Integer(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("help_request", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_help_request_reason"), type_="check")
        batch_op.create_check_constraint(op.f("ck_help_request_reason"), f"reason IN ({REASONS})")


REASONS = "'instrument', 'material', 'sample', 'team', 'rubric', 'safety', 'device', 'reopen', 'other'"
