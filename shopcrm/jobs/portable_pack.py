"""The portability file: what a person may take along to another service, for a computer to read (UK GDPR Art 20)."""

from pathlib import Path

from shopcrm.jobs.access_pack import AccessPack, Asked, check, locked
from shopcrm.jobs.data_files import portable_files, zipped
from shopcrm.jobs.letterhead import letterhead
from shopcrm.jobs.operations import load_operations
from shopcrm.jobs.written import write_noted
from shopcrm.papers import portable_cover
from shopcrm.privacy import access, portability
from shopcrm.privacy.holding import Holding
from shopcrm.privacy.third_parties import Removal
from shopcrm.shop import profile
from shopcrm.vault.vault import Vault


def write_portable(
    vault: Vault,
    customer_id: int,
    folder: Path,
    *,
    asked: Asked | None = None,
    password: str | None = None,
    remove: tuple[Removal, ...] = (),
) -> AccessPack:
    """Write what a customer may take along into `folder`: a zip of JSON and CSV files that only their owner may read.

    With a password one PDF, encrypted with AES-256, with the files attached, for a zip cannot be locked well. remove:
    passages about other people to take out (Art 20(4)). Raises what `write_pack` raises; nothing is left behind then.
    """
    asked = asked or Asked()
    check(vault, asked, password)
    load_operations(("shop", "privacy", "jobs"))
    review = vault.read(access.review, customer_id, remove)
    holding = review.holding
    shop = vault.read(profile.get)
    data = portability.of(holding)
    files = portable_files(data, shop.name)
    stem = f"portable-data-{holding.reference}-{vault.calendar.local_date(holding.gathered_at)}"
    pages = 0
    if password is None:
        contents = {f"{stem}.zip": zipped(files, holding.gathered_at)}
    else:
        cover = portable_cover.make(data, letterhead(shop))
        pages = cover.pages
        contents = {f"{stem}.pdf": locked(cover.pdf, password, files, holding.gathered_at)}
    paths = write_noted(
        contents, folder, lambda names: vault.write(access.note_pack, customer_id, names, holding.redactions)
    )
    taken_along = {one.title for one in data.categories}
    mentions = tuple(one for one in review.mentions if taken_along.intersection(one.where))
    return AccessPack(paths, pages, holding.redactions, (), (*asked.unproved, *_warnings(holding, password)), mentions)


def _warnings(holding: Holding, password: str | None) -> list[str]:
    told = [f"Found nowhere, so that nothing was taken out for it: “{one.text}”." for one in holding.unmet]
    if password is None:
        told.append("This file is not encrypted: give a password, or hand it over in person.")
    return told
