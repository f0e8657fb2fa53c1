"""Released comments of judges and full-mark answers of tasks."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0048"


def upgrade() -> None:
    op.create_table(
        "released_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_released_comment_by_id")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_released_comment_criterion_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_released_comment_section_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_released_comment_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_comment")),
        sa.UniqueConstraint("sheet_id", "criterion_id", name=op.f("uq_released_comment_sheet_id_criterion_id")),
    )
    op.create_index(op.f("ix_released_comment_section_id"), "released_comment", ["section_id"])
    op.create_index(op.f("ix_released_comment_sheet_id"), "released_comment", ["sheet_id"])
    op.create_table(
        "full_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("answer_en", sa.Text(), nullable=False),
        sa.Column("answer_uz", sa.Text(), nullable=False),
        sa.Column("answer_ru", sa.Text(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_full_answer_section_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_full_answer_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_full_answer")),
        sa.UniqueConstraint("task_id", name=op.f("uq_full_answer_task_id")),
    )
    op.create_index(op.f("ix_full_answer_section_id"), "full_answer", ["section_id"])
