"""`shopcrm init`: a new shop, without the screens."""

import click

from shopcrm.cli.app import App
from shopcrm.errors import Refused


@click.command()
@click.option("--name", required=True, help="The shop's name, as it prints on papers.")
@click.option("--owner", required=True, help="Who owns it, and logs in.")
@click.option("--currency", default="GBP", show_default=True, help="Three letters.")
@click.option("--region", default="GB-ENG", show_default=True, help="Whose law and holidays: GB-SCT, IE, DE-BY ...")
@click.option(
    "--kdf-memory",
    type=click.IntRange(19, 1024),
    default=256,
    show_default=True,
    metavar="MIB",
    help="What one guess at the passphrase costs a thief, in MiB of memory.",
)
@click.pass_obj
def init(app: App, name: str, owner: str, currency: str, region: str, kdf_memory: int) -> None:
    """Set up a new shop.

    Its recovery code is printed, this once: it is the only way in where the passphrase is forgotten.
    """
    from shopcrm.money import check_currency
    from shopcrm.vault.keyring import Kdf
    from shopcrm.vault.vault import create_vault

    vault, code = create_vault(
        app.folder,
        name,
        owner,
        new_passphrase(app),
        currency=check_currency(currency),
        region=region,
        kdf=Kdf(memory_kib=kdf_memory * 1024),
        clock=app.clock if app.rehearsed else None,
    )
    with vault:
        vault_id = vault.vault_id.hex()
    app.present(
        {"vault_id": vault_id, "folder": app.folder.resolve(), "recovery_code": code},
        (
            f"{name} is set up in {app.folder.resolve()}",
            "",
            f"Recovery code   {code}",
            f"Shop's number   {vault_id}",
            "",
            "Write both on paper and keep them away from this computer: if the passphrase is forgotten,",
            "the code is the only other way in. It is not shown again.",
        ),
    )


def new_passphrase(app: App) -> str:
    """A new passphrase: from the file where one was named, else typed twice. Raises Refused where the two differ."""
    first = app.passphrase("New passphrase")
    if app.passphrase_file is None and first != app.passphrase("The same again"):
        raise Refused("The two passphrases differ.", "Start again. Nothing was set up.")
    return first
