"""A shop as an earlier release left it, to be brought up to date: its book lacks the later migrations."""

import secrets
from functools import cache
from pathlib import Path
from typing import Any

from shopcrm.vault import activity, database, files, keyring, migrate, vault
from shopcrm.vault import header as headers
from shopcrm.vault.keyring import Keys
from shopcrm.vault.registry import Role
from shopcrm.vault.session import machine_clock
from shopcrm.vault.tx import Job, Staff, Tx, stamp
from shopcrm.workdays import Calendar
from tests.crash import kit
from tests.vault.rules import add_many

LAST = 28
"""The newest migration of that release."""


def make_older(shop: Path) -> None:
    """Make the shop in a folder that is not there yet; it has as many saves as a new one."""
    files.make_private_folder(shop)
    now = machine_clock()
    keys = Keys(secrets.token_bytes(keyring.DATA_KEY_BYTES), secrets.token_bytes(32))
    header, _ = vault._first_header(keys, kit.OWNER, kit.PASSPHRASE, kit.CHEAP, stamp(now))
    every, migrate.migrations = migrate.migrations, cache(lambda: every()[:LAST])
    try:
        vault._make_book(
            shop / header.db,
            keys,
            header,
            owner=(kit.OWNER, header.slots[0].id, stamp(now)),
            profile=(kit.SHOP, kit.OWNER, "GBP", "GB-ENG", "Europe/London", 0),
        )
    finally:
        migrate.migrations = every
    headers.write(shop, header)
    connection = database.connect(shop / header.db, keys.dk)
    try:
        for _ in range(kit.FIRST):
            _save(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()


def _save(connection: Any) -> None:
    """As the open shop saves, which would bring the book up to date first."""
    now = machine_clock()
    connection.execute("BEGIN IMMEDIATE")
    tx = Tx(
        connection,
        now=now,
        calendar=Calendar("Europe/London", "GB-ENG"),
        staff=Staff(1, kit.OWNER, Role.OWNER),
        rehearsed=True,
        job=Job(),
    )
    add_many(tx, kit.EACH, "x" * 50)
    activity.append(tx, "test.add_many", now)
    connection.execute("COMMIT")
