"""Ordered, transactional changes of the schema; a released one is never edited."""

from typing import TYPE_CHECKING

from fieldkit.errors import Bug, Code
from fieldkit.store import driver, schema

if TYPE_CHECKING:
    from sqlite_utils import Database


def migrate(connection: driver.Connection, *, pool: bool) -> None:
    """Bring a database to the present schema, then put every trigger back and look for them.

    sqlite-utils rebuilds a table to change it, and a rebuilt table has silently lost its
    triggers.
    """
    database = driver.utils(connection)
    migrations = driver.migrations("fieldkit.store")

    @migrations()
    def m0001_first_schema(database: "Database") -> None:
        for statement in schema.tables(pool=pool):
            database.execute(statement)
        database.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        database.execute("PRAGMA user_version = 1")

    @migrations()
    def m0002_erasure(database: "Database") -> None:
        for statement in schema.second_version(pool=pool):
            database.execute(statement)
        database.execute("PRAGMA user_version = 2")

    @migrations()
    def m0003_attachments(database: "Database") -> None:
        for statement in schema.third_version():
            database.execute(statement)
        database.execute("PRAGMA user_version = 3")

    # A table that others refer to is made anew: the references are by name and hold again after.
    database.execute("PRAGMA foreign_keys = OFF")
    migrations.apply(database)
    database.execute("PRAGMA foreign_keys = ON")
    if database.execute("PRAGMA foreign_key_check").fetchall():
        raise Bug(Code.STORE_UNSAFE, detail="foreign keys")
    with database.atomic():
        for name, statement in schema.triggers().items():
            database.execute(f"DROP TRIGGER IF EXISTS {name}")
            database.execute(statement)
    assert_triggers(connection)


def assert_triggers(connection: driver.Connection) -> None:
    """Raise STORE_UNSAFE unless every trigger is there, word for word."""
    if missing_triggers(connection):
        raise Bug(Code.STORE_UNSAFE, detail="triggers")


def missing_triggers(connection: driver.Connection) -> tuple[str, ...]:
    """The names of triggers that are absent or altered."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    present: dict[str, str] = dict(rows.fetchall())
    expected = schema.triggers()
    return tuple(name for name, sql in expected.items() if present.get(name) != sql)
