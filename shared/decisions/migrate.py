"""Migrations: each service's own, run by Alembic under a lock, so that two starts agree."""

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import psycopg
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, create_engine, pool, text


def engine_schema(version: int) -> str:
    """The SQL of the tables that every service has, as of a version of the engine."""
    return shared_schema(f"engine_v{version}")


def shared_schema(name: str) -> str:
    """The SQL of tables that more than one service has."""
    folder = resources.files("shared.decisions") / "schema"
    return (folder / f"{name}.sql").read_text(encoding="utf-8")


def create_database(server_dsn: str, name: str) -> None:
    """Make a database unless it is there."""
    with psycopg.connect(f"{server_dsn}/postgres", autocommit=True) as connection:
        there = connection.execute(
            "select from pg_database where datname = %s", [name]
        ).fetchone()
        if there is None:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def migrate(dsn: str, migrations: Path) -> None:
    """Bring a service's database to the newest of its migrations."""
    parts = conninfo_to_dict(dsn)
    url = URL.create(
        "postgresql+psycopg",
        username=_text(parts, "user"),
        password=_text(parts, "password"),
        host=_text(parts, "host"),
        port=int(str(parts.get("port", 5432))),
        database=_text(parts, "dbname"),
    )
    script = ScriptDirectory(str(migrations), version_locations=[str(migrations)])
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("select pg_advisory_xact_lock(hashtext('cspr migrations'))"))
        context = MigrationContext.configure(connection)
        head = script.get_current_head()
        current = context.get_current_revision()
        if head == current:
            return
        for revision in reversed(list(script.iterate_revisions(head, current or "base"))):
            with Operations.context(context):
                revision.module.upgrade()
            context.stamp(script, revision.revision)


def _text(parts: Mapping[str, object], name: str) -> str | None:
    value = parts.get(name)
    return None if value is None else str(value)
