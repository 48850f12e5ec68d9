"""The consent slip says who asks, what for and in which wording, and ticks nothing beforehand."""

from pathlib import Path

import pytest

from shopcrm.errors import NotFound, Refused
from shopcrm.jobs.consent_slip import slip
from shopcrm.shop import customers, wordings
from shopcrm.shop.customers import CustomerDraft, RestrictionDraft
from shopcrm.vault.vault import Vault
from tests.conftest import SHOP
from tests.papers.reading import pages_of


def test_the_slip_bears_what_the_law_asks_of_a_request(vault: Vault, tmp_path: Path) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana", "Baker"))
    vault.write(wordings.change_wording, "marketing", "May Corner Flowers send you its spring list?")
    written = slip(vault, ana, tmp_path)
    assert (written.file.name, written.pages, written.warnings) == (f"consent-slip-C-{ana}.pdf", 1, ())
    words = " ".join(" ".join(pages_of(written.file.read_bytes())).split())
    for said in (SHOP, "Ana Baker", f"C-{ana}", "May Corner Flowers send you its spring list?", "Text message", "Post"):
        assert said in words
    for said in (
        "take a yes back at any time",
        "It costs nothing",
        "An empty box is no yes",
        "Your signature",
        "parent",
    ):
        assert said in words
    (version,) = [one for one in vault.read(wordings.versions) if one.purpose == "marketing" and one.present]
    assert f"wording {version.version}, {version.hash[:12]}" in words


def test_a_slip_is_written_for_who_is_in_use_only(vault: Vault, tmp_path: Path) -> None:
    ana = vault.write(customers.add, CustomerDraft("Ana", "Baker"))
    vault.write(customers.restrict, RestrictionDraft(ana, "accuracy"))
    with pytest.raises(Refused):
        slip(vault, ana, tmp_path)
    with pytest.raises((NotFound, Refused)):
        slip(vault, 4711, tmp_path)
    assert list(tmp_path.glob("*.pdf")) == []
