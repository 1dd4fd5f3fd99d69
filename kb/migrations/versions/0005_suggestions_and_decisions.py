"""What the machine suggests, what people decided, and practice records."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables empty; files are read anew at the next ingest, which fills the suggestions."""
    op.create_table(
        "suggestions",
        sa.Column("number", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("facet", sa.String, primary_key=True),
        sa.Column("value", sa.String, primary_key=True),
        sa.Column("probability", sa.Float, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("document_id", sa.String(16), nullable=False),
        sa.Column("quote", sa.String, nullable=False),
        sa.Column("facet", sa.String, nullable=False),
        sa.Column("accepted", sa.JSON, nullable=False),
        sa.Column("rejected", sa.JSON, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("undoes", sa.Integer),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decisions_document_id", "decisions", ["document_id"])
    op.create_table(
        "practices",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
    )
    op.create_index("ix_practices_state", "practices", ["state"])
    op.create_table(
        "practice_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("practice_id", sa.String(16), nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_practice_events_practice_id", "practice_events", ["practice_id"])


def downgrade() -> None:
    """Takes away what was added."""
    for table in ("practice_events", "practices", "decisions", "suggestions"):
        op.drop_table(table)
