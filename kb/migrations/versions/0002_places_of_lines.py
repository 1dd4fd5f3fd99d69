"""Printed page labels and a box for every line of a passage; how each page of a document was read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds what older passages lack as empty; a new version of the readers fills it at the next ingest."""
    for name in ("page_labels", "boxes"):
        op.add_column("passages", sa.Column(name, sa.JSON, nullable=False, server_default="[]"))
    # What an attribution said was kept whole as the role.
    op.execute("UPDATE passages SET speaker = json_remove(speaker, '$.place') WHERE speaker IS NOT NULL")
    op.create_table(
        "pages",
        sa.Column("document_id", sa.String(16), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("method", sa.String, nullable=False),
    )


def downgrade() -> None:
    """Takes away what was added."""
    op.drop_table("pages")
    op.drop_column("passages", "boxes")
    op.drop_column("passages", "page_labels")
