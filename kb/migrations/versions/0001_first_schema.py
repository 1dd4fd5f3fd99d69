"""The first schema: documents, sources, passages, vectors, labels and the full-text index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables. They are spelled out, so that later changes of `kb.schema` leave this step as it was."""
    op.create_table(
        "facts", sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.String, nullable=False)
    )
    _create_documents()
    _create_passages()
    op.execute(
        "CREATE VIRTUAL TABLE passage_words USING fts5("
        'words, stems, headings, tokenize = "unicode61 remove_diacritics 0")'
    )
    op.execute("CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab(passage_words, 'row')")


def _create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("origin", sa.String, nullable=False, unique=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False, index=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("pages", sa.Integer),
        sa.Column("partnerships", sa.JSON, nullable=False),
        sa.Column("countries", sa.JSON, nullable=False),
        sa.Column("visibility", sa.String, nullable=False),
    )
    op.create_table(
        "sources",
        sa.Column("origin", sa.String, primary_key=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("reader", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("reason_key", sa.String),
        sa.Column("reason_values", sa.JSON),
        sa.Column("document_id", sa.String(16), sa.ForeignKey("documents.id", ondelete="SET NULL")),
    )


def _create_passages() -> None:
    document = sa.ForeignKey("documents.id", ondelete="CASCADE")
    op.create_table(
        "passages",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        sa.Column("document_id", sa.String(16), document, nullable=False, index=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("context", sa.String, nullable=False),
        sa.Column("text_key", sa.BigInteger, nullable=False),
        sa.Column("embedding_key", sa.String(16), nullable=False, index=True),
        sa.Column("pages", sa.JSON, nullable=False),
        sa.Column("headings", sa.JSON, nullable=False),
        sa.Column("speaker", sa.JSON),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "vectors",
        sa.Column("number", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("stamp", sa.String, primary_key=True),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "labels",
        sa.Column("number", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("facet", sa.String, primary_key=True),
        sa.Column("value", sa.String, primary_key=True),
    )
    op.create_index("labels_by_value", "labels", ["facet", "value", "number"])


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise NotImplementedError("0001 is the first schema; restore a backup instead")
