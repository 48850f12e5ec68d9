"""Each number of the Privacy menu, and of the list of registers, is that of the rows of the place it names."""

import re
from collections.abc import Callable
from datetime import date

from shopcrm.privacy import erasure, requests, retention
from shopcrm.privacy.registers import audits, breaches, listing, processing, training
from shopcrm.privacy.registers.breaches import BreachDraft
from shopcrm.privacy.requests import RequestDraft, RequestFilter
from shopcrm.shop import consent, customers, restriction
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import CustomerDraft, RestrictionDraft
from shopcrm.tui.sections import PRIVACY_PLACES, load
from shopcrm.vault.vault import Vault
from tests.vault.rules import run


def requests_shown(vault: Vault) -> list[int]:
    return [len(vault.read(requests.row_ids, one)) for one in (RequestFilter.OPEN, RequestFilter.LATE)]


def old_records(vault: Vault) -> list[int]:
    kinds = [one.rule.kind for one in vault.read(retention.proposals)]
    return [sum(len(vault.read(retention.records, kind, 10_000)) for kind in kinds)]


ROWS: dict[str, Callable[[Vault], list[int]]] = {
    "requests": requests_shown,
    "consent-reviews": lambda vault: [len(vault.read(consent.due))],
    "restricted": lambda vault: [len(vault.read(restriction.listed))],
    "erased": lambda vault: [len(vault.read(erasure.due_for_purge))],
    "breaches": lambda vault: [sum(not one.closed for one in vault.read(breaches.listed))],
    "retention": old_records,
}
"""What the screen of each place that is counted lists."""
DAYS = {"training", "fee"}
"""Places of which the menu says a day."""


def something_everywhere(vault: Vault) -> None:
    """Requests that are late, in time, and closed with something left; restricted, old and agreed people; a breach."""
    ann, bo, cy = (vault.write(customers.add, CustomerDraft(name, "Lee")) for name in ("Ann", "Bo", "Cy"))
    vault.write(requests.open, RequestDraft("access", date(2026, 9, 1), ann))
    vault.write(requests.open, RequestDraft("access", date(2026, 11, 20), name="Pat"))
    left = vault.write(requests.open, RequestDraft("complaint", date(2026, 11, 1), bo))
    vault.write(requests.close, left, "refused", "We wrote to nobody.")
    vault.write(requests.add_task, left, "Tell the delivery company")
    vault.write(customers.restrict, RestrictionDraft(bo, "accuracy"))
    vault.write(breaches.log, BreachDraft("A lost list", "2026-11-20T16:30", "lost"))
    vault.write(run, f"UPDATE customers SET updated_at = '2020-03-14T09:00:00Z', confirmed_on = NULL WHERE id = {cy}")
    vault.write(audits.begin)
    vault.write(
        consent.record, ConsentDraft(ann, "marketing", "email", "grant", "paper", "form 7", "2023-01-05T09:00:00Z")
    )


def test_every_count_of_the_menu_and_of_the_registers_is_that_of_the_rows(vault: Vault) -> None:
    something_everywhere(vault)
    said = {one.name: vault.read(load(one.waits)) for one in PRIVACY_PLACES if one.waits}
    assert set(said) == set(ROWS) | DAYS
    for name, rows in ROWS.items():
        counted = [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", said[name])]
        assert counted == [number for number in rows(vault) if number], (name, said[name])
    assert said["requests"] == "3 to do, 1 late"
    assert [name for name in ROWS if not said[name]] == ["erased"]
    counts = {one.name: one.count for one in vault.read(listing.every)}
    assert counts["processing"] == len(vault.read(processing.register).activities)
    assert counts["audits"] == len(vault.read(audits.listed))
    assert counts["training"] == len(vault.read(training.listed))
    assert counts["breaches"] == len(vault.read(breaches.listed))
    assert counts["requests"] + counts["complaints"] == len(vault.read(requests.row_ids, RequestFilter.ALL))
