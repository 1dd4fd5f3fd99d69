"""The tables of the catalogue. Changes go through Alembic, in `kb/migrations`."""

from __future__ import annotations

import sqlalchemy as sa

# The newest migration; a test compares it with `kb/migrations`, so that opening an up-to-date
# catalogue need not load Alembic.
HEAD = "0007"

metadata = sa.MetaData()

# One row a fact about the whole catalogue: its revision, the stamp of its vectors.
facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)

documents = sa.Table(
    "documents",
    metadata,
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
    sa.Column("visibility", sa.String, nullable=False, index=True),
)

# How each page of a document was read.
pages = sa.Table(
    "pages",
    metadata,
    sa.Column("document_id", sa.String(16), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("label", sa.String, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("method", sa.String, nullable=False),
)

# What became of each file that was ever read, so that it is read again only when it changed.
sources = sa.Table(
    "sources",
    metadata,
    sa.Column("origin", sa.String, primary_key=True),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("reader", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("reason_key", sa.String),
    sa.Column("reason_values", sa.JSON),
    sa.Column("document_id", sa.String(16), sa.ForeignKey("documents.id", ondelete="SET NULL")),
)

# `number` names a passage together with its vector and is never given twice (AUTOINCREMENT): a passage
# whose vector changes gets a new one. Derived indexes therefore only ever grow at their end.
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("id", sa.String(16), nullable=False, unique=True),
    sa.Column(
        "document_id",
        sa.String(16),
        sa.ForeignKey("documents.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("context", sa.String, nullable=False),
    sa.Column("text_key", sa.BigInteger, nullable=False, index=True),
    sa.Column("embedding_key", sa.String(16), nullable=False, index=True),
    sa.Column("pages", sa.JSON, nullable=False),
    sa.Column("headings", sa.JSON, nullable=False),
    sa.Column("speaker", sa.JSON),
    sa.Column("page_labels", sa.JSON, nullable=False),
    sa.Column("boxes", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)

# float32, little-endian, of length 1; the stamp names the model that made it.
vectors = sa.Table(
    "vectors",
    metadata,
    sa.Column("number", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("stamp", sa.String, primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)

# What a passage can be filtered by, a row a value: what the machine suggests, with what a person decided over it.
labels = sa.Table(
    "labels",
    metadata,
    sa.Column("number", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("facet", sa.String, primary_key=True),
    sa.Column("value", sa.String, primary_key=True),
    sa.Index("labels_by_value", "facet", "value", "number"),
)

# What the machine says of a passage, how surely and why; a person's decisions never change it.
suggestions = sa.Table(
    "suggestions",
    metadata,
    sa.Column("number", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("facet", sa.String, primary_key=True),
    sa.Column("value", sa.String, primary_key=True),
    sa.Column("probability", sa.Float, nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
)

# What people decided of a passage, in the order in which they did; rows are only added. They name the passage by its
# document and its text, and refer to nothing, so that they outlive the passage.
decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("document_id", sa.String(16), nullable=False, index=True),
    sa.Column("quote", sa.String, nullable=False),
    sa.Column("facet", sa.String, nullable=False),
    sa.Column("accepted", sa.JSON, nullable=False),
    sa.Column("rejected", sa.JSON, nullable=False),
    sa.Column("note", sa.String, nullable=False),
    sa.Column("undoes", sa.Integer),
    sqlite_autoincrement=True,
)

# Practice records, as they are now; `content` is the record as JSON.
practices = sa.Table(
    "practices",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("state", sa.String, nullable=False, index=True),
    sa.Column("content", sa.JSON, nullable=False),
)

# What became of each practice record, who did it and when; rows are only added. `content` is the record after it.
practice_events = sa.Table(
    "practice_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("practice_id", sa.String(16), nullable=False, index=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("note", sa.String, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)

# By which passages are found that may be like each other (`kb.shingles`); short ones have none.
signatures = sa.Table(
    "signatures",
    metadata,
    sa.Column("number", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("bands", sa.LargeBinary, nullable=False),
)

# Passages of different documents that are like each other without being one; `number` is the newer of the two.
kin = sa.Table(
    "kin",
    metadata,
    sa.Column("number", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("other", sa.Integer, sa.ForeignKey("passages.number", ondelete="CASCADE"), primary_key=True, index=True),
    sa.Column("similarity", sa.Float, nullable=False),
    sa.Column("same_numbers", sa.Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# Documents that are revisions of each other, each pair both ways; `share` is how much of the smaller one is in both.
document_revisions = sa.Table(
    "document_revisions",
    metadata,
    sa.Column("document_id", sa.String(16), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    sa.Column(
        "other_id", sa.String(16), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
    sa.Column("share", sa.Float, nullable=False),
)

# Keys of programs and people that call the API; of the secret only its digest is kept.
keys = sa.Table(
    "keys",
    metadata,
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

# Uploads that were acknowledged, in their order; `request` is a digest of what was sent under an idempotency key.
jobs = sa.Table(
    "jobs",
    metadata,
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

# The files of a job, and how it ended with each; `visibility` is that of a new document, none where one is replaced.
job_files = sa.Table(
    "job_files",
    metadata,
    sa.Column("job_id", sa.String(16), sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False, index=True),
    sa.Column("origin", sa.String, nullable=False),
    sa.Column("visibility", sa.String),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("pages_done", sa.Integer, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("status", sa.String, nullable=False, index=True),
    sa.Column("reason_key", sa.String),
    sa.Column("reason_values", sa.JSON),
    sa.Column("document_id", sa.String(16)),
    sa.Column("passages", sa.Integer, nullable=False),
)

# What was erased, without what it was: counts, and until the files are scanned the fingerprints to look for.
erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("state", sa.String, nullable=False, index=True),
    sa.Column("counts", sa.JSON, nullable=False),
    sa.Column("probes", sa.LargeBinary),
    sa.Column("receipt", sa.JSON),
)

# What shall not come back when its file is read again: keyed digests of names of people and of files.
suppressions = sa.Table(
    "suppressions",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
)

# Who changed what: ids, never texts.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("details", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)

# What readers say of a passage that they were shown.
feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("passage_id", sa.String(16), nullable=False),
    sa.Column("document_id", sa.String(16), nullable=False, index=True),
    sa.Column("verdict", sa.String, nullable=False),
    sa.Column("question", sa.String, nullable=False),
    sa.Column("note", sa.String, nullable=False),
    sqlite_autoincrement=True,
)

# What readers collect; of the link by which one is shared only the SHA-256 of its token is kept.
dossiers = sa.Table(
    "dossiers",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("owner", sa.String, nullable=False, index=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created_at", sa.String, nullable=False),
    sa.Column("changed_at", sa.String, nullable=False),
    sa.Column("share_digest", sa.String(64), unique=True),
)

# What is in them, in its order. As decisions do, items name a passage by its document and its text, and refer to
# nothing, so that they outlive it; what an item is not of is empty.
dossier_items = sa.Table(
    "dossier_items",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column(
        "dossier_id", sa.String(16), sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("note", sa.String, nullable=False),
    sa.Column("document_id", sa.String(16), nullable=False),
    sa.Column("quote", sa.String, nullable=False),
    sa.Column("passage_id", sa.String(16), nullable=False),
    sa.Column("practice_id", sa.String(16), nullable=False),
)
