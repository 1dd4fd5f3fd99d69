"""What readers collect of passages and practice records."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables, empty."""
    op.create_table(
        "dossiers",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("changed_at", sa.String, nullable=False),
        sa.Column("share_digest", sa.String(64), unique=True),
    )
    op.create_index("ix_dossiers_owner", "dossiers", ["owner"])
    op.create_table(
        "dossier_items",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("dossier_id", sa.String(16), sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("document_id", sa.String(16), nullable=False),
        sa.Column("quote", sa.String, nullable=False),
        sa.Column("passage_id", sa.String(16), nullable=False),
        sa.Column("practice_id", sa.String(16), nullable=False),
    )
    op.create_index("ix_dossier_items_dossier_id", "dossier_items", ["dossier_id"])


def downgrade() -> None:
    """Takes away what was added."""
    op.drop_table("dossier_items")
    op.drop_table("dossiers")
