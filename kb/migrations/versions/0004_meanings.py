"""What passages' words mean, searchable across languages."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table empty; the next ingest or rebuild fills it from the passages that are there."""
    op.execute(
        "CREATE VIRTUAL TABLE passage_meanings USING fts5("
        'meanings, headings, tokenize = "unicode61 remove_diacritics 0")'
    )
    op.execute("CREATE VIRTUAL TABLE meaning_vocabulary USING fts5vocab(passage_meanings, 'row')")


def downgrade() -> None:
    """Takes away what was added."""
    op.drop_table("meaning_vocabulary")
    op.drop_table("passage_meanings")
    op.execute("DELETE FROM facts WHERE name = 'lexicon'")
