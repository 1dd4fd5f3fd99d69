"""Signatures of texts, passages that are kin, and documents that are revisions of each other."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables empty; the next ingest compares the passages that are there."""
    op.create_index("ix_passages_text_key", "passages", ["text_key"])
    op.create_table(
        "signatures",
        sa.Column("number", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("bands", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "kin",
        sa.Column("number", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("other", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("similarity", sa.Float, nullable=False),
        sa.Column("same_numbers", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_kin_other", "kin", ["other"])
    op.create_table(
        "document_revisions",
        sa.Column("document_id", sa.String(16), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("other_id", sa.String(16), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("share", sa.Float, nullable=False),
    )
    op.create_index("ix_document_revisions_other_id", "document_revisions", ["other_id"])


def downgrade() -> None:
    """Takes away what was added."""
    for table in ("document_revisions", "kin", "signatures"):
        op.drop_table(table)
    op.drop_index("ix_passages_text_key", "passages")
