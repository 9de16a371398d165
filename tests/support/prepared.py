"""A service's databases, copied from ones that were prepared once: to prepare takes longer."""

from dataclasses import replace

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from shared.decisions.database import Connection
from shared.edge.config import Config
from shared.edge.service import Service, prepare
from tests.support.stack import unique

_templates: dict[tuple[str, ...], str] = {}
"""By server, service and read models: the prefix of the databases that were prepared."""


async def copy_prepared(config: Config, service: Service) -> None:
    """Make the databases of a service, as it prepares them itself when it starts.

    The store of keys is made by the first of several services.
    """
    key = (config.database, service.name, *(model.name for model in service.read_models))
    if key not in _templates:
        template = replace(config, prefix=unique(f"{service.name}_template"))
        await prepare(template, service)
        _templates[key] = template.prefix
    async with await _server(config) as connection:
        for name in (service.name, "keys"):
            database = f"{config.prefix}_{name}"
            there = "select from pg_database where datname = %s"
            if (await connection.execute(there, [database])).rowcount:
                continue
            await connection.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(database), sql.Identifier(f"{_templates[key]}_{name}")
                )
            )


async def drop_prepared(*configs: Config) -> None:
    """Drop the databases of services that have ended."""
    for config in configs:
        async with await _server(config) as connection:
            for name in (config.service, "keys"):
                await connection.execute(
                    sql.SQL("drop database if exists {} with (force)").format(
                        sql.Identifier(f"{config.prefix}_{name}")
                    )
                )


async def _server(config: Config) -> Connection:
    server = make_conninfo(config.dsn, dbname="postgres")
    return await psycopg.AsyncConnection.connect(server, autocommit=True)
