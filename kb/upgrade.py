"""Brings a catalogue's schema to the version that the code expects."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from kb.errors import StorageError
from kb.schema import HEAD


def ensure_schema(engine: sa.Engine, path: Path) -> None:
    """Makes the schema, or upgrades an older one; an up-to-date catalogue is only looked at.

    Raises:
        StorageError: the file is no catalogue, or one of a newer version.
    """
    try:
        with engine.connect() as connection:
            version = _schema_version(connection)
    except sa.exc.DatabaseError as cause:
        raise StorageError("catalog_damaged", path=path, cause=cause.orig) from cause
    if version == HEAD:
        return
    if version is not None and version > HEAD:
        raise StorageError("catalog_newer", path=path, found=version, known=HEAD)
    with engine.begin() as connection:
        _upgrade(connection)


def _schema_version(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version


def _upgrade(connection: sa.Connection) -> None:
    import alembic.command  # noqa: PLC0415 - a third of a second, needed once in a catalogue's life
    import alembic.config  # noqa: PLC0415

    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    alembic.command.upgrade(config, "head")
