"""Access, uploads, erasure, what was changed, and what readers say of passages."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables empty, and a view of the full-text tables by occurrence."""
    op.execute("CREATE VIRTUAL TABLE passage_instances USING fts5vocab(passage_words, 'instance')")
    op.execute("CREATE VIRTUAL TABLE meaning_instances USING fts5vocab(passage_meanings, 'instance')")
    op.create_index("ix_documents_visibility", "documents", ["visibility"])
    op.create_table(
        "keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("groups", sa.JSON, nullable=False),
        sa.Column("internal", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("expires_at", sa.String),
        sa.Column("revoked_at", sa.String),
    )
    op.create_table(
        "jobs",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("finished_at", sa.String),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("idempotency_key", sa.String),
        sa.Column("request", sa.String(64), nullable=False),
        sa.UniqueConstraint("who", "idempotency_key", name="jobs_by_idempotency_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "job_files",
        sa.Column("job_id", sa.String(16), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("visibility", sa.String),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("pages_done", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("reason_key", sa.String),
        sa.Column("reason_values", sa.JSON),
        sa.Column("document_id", sa.String(16)),
        sa.Column("passages", sa.Integer, nullable=False),
    )
    op.create_index("ix_job_files_content_hash", "job_files", ["content_hash"])
    op.create_index("ix_job_files_status", "job_files", ["status"])
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("probes", sa.LargeBinary),
        sa.Column("receipt", sa.JSON),
    )
    op.create_index("ix_erasures_state", "erasures", ["state"])
    op.create_table(
        "suppressions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("passage_id", sa.String(16), nullable=False),
        sa.Column("document_id", sa.String(16), nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feedback_document_id", "feedback", ["document_id"])


def downgrade() -> None:
    """Takes away what was added."""
    op.drop_table("meaning_instances")
    op.drop_table("passage_instances")
    op.drop_index("ix_documents_visibility", "documents")
    for table in ("feedback", "audit", "suppressions", "erasures", "job_files", "jobs", "keys"):
        op.drop_table(table)
