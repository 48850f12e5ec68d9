"""A customer of whom the book holds something unique in every place that can hold words, put there as a person does."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shopcrm.insight import quality
from shopcrm.jobs.importing import ImportRequest, applying
from shopcrm.privacy import requests
from shopcrm.privacy.requests import RequestDraft
from shopcrm.shop import consent, customers, documents, drafts, loyalty, merge, orders, products, returns, tickets
from shopcrm.shop.consent import ConsentDraft
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.loyalty import Programme
from shopcrm.shop.merge import MergeDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.shop.products import ProductDraft
from shopcrm.shop.returns import DecisionDraft, ReturnDraft, ReturnLineDraft, SettlementDraft
from shopcrm.shop.tickets import TicketDraft, recommendations
from shopcrm.vault.vault import Vault
from tests.shop.merge.lives import TERMS

HEADER = (
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
    "Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,"
    "Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,"
    "Tags,Accepts WhatsApp Marketing,Birth date (customer.metafields.facts.birth_date)"
)
CANARIES = (
    *(
        "Qazanna",
        "Quivermoor",
        "qanary1@example.com",
        "07700900871",
        "12 Qanaryhouse Row",
        "Qanarytown",
        "Qanarycounty",
    ),
    *("qanarytag", "qanarynote", "Qanaryimport", "qanaryimported@example.com", "qanaryfilenote", "9917770001"),
    *("qanaryevidence", "qanarymethod", "qanarypaper", "qanaryfile", "qanarydeliver", "qanaryordernote", "qanarytrack"),
    *("qanarycancel", "qanarypay", "qanarysubject", "qanarybody", "qanaryreply", "qanaryscore", "qanaryreturn"),
    *("qanaryrejected", "qanarydraft", "qanaryasked", "qanaryname", "qanarycontact", "qanarypoints", "Qanarydouble"),
    *("qanarytwice@example.com", "qanarylabel", "qanaryrequestnote", "qanaryrestrict"),
)
"""Each of these is of her alone, and nothing of it may be found afterwards."""


@dataclass(frozen=True, slots=True)
class Hers:
    """Her number; an order that is delivered and paid."""

    customer: int
    order: int


def plant(vault: Vault, tmp_path: Path) -> Hers:
    """Let everything happen to her that puts words into the book."""
    rose = vault.write(products.add, ProductDraft("Rose", 300))
    vault.write(loyalty.set_programme, TERMS)
    _imported(vault, tmp_path)
    ana = vault.write(customers.add, _draft())
    imported = vault.read(customers.find_ids, "Qanaryimport")[0]
    vault.write(merge.merge, MergeDraft(ana, imported))
    vault.write(customers.edit, ana, _draft(label="qanarylabel"))
    double = vault.write(
        customers.add, CustomerDraft("Qanarydouble", "Quivermoor", emails=(ContactDraft("qanarytwice@example.com"),))
    )
    vault.write(merge.merge, MergeDraft(ana, double))
    vault.write(customers.add_note, ana, "qanarynote of a visit")
    vault.write(quality.not_junk, ana)
    _asks(vault, ana)
    order = _buys(vault, ana, rose)
    _complains(vault, ana, order)
    vault.write(drafts.keep, "note", {"customer": ana, "body": "qanarydraft"})
    return Hers(ana, order)


def _draft(label: str = "") -> CustomerDraft:
    return CustomerDraft(
        "Qazanna", "Quivermoor", emails=(ContactDraft("qanary1@example.com", label=label),),
        phones=(ContactDraft("07700900871"),), birthday="1987-03-14", tags=("qanarytag",),
        addresses=(AddressDraft("12 Qanaryhouse Row", town="Qanarytown", county="Qanarycounty", postcode="BN1 1AA"),),
    )  # fmt: skip


def _imported(vault: Vault, tmp_path: Path) -> None:
    """Twice, so that the journal says what changed."""
    for number, first in enumerate(("Qanaryimport", "Qanaryimport Qazanna")):
        file = tmp_path / f"people-{number}.csv"
        row = (
            f"9917770001,{first},Quivermoor,qanaryimported@example.com,yes,,1 Some Street,,Leeds,,GB,LS1 1AA,,,no,0,0,"
            "qanaryfilenote,no,qanarytag,no,"
        )
        file.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
        vault.write(applying.apply, ImportRequest(str(file)))


def _asks(vault: Vault, ana: int) -> None:
    said = ConsentDraft(ana, "marketing", "email", "object", "qanarymethod", "qanaryevidence")
    vault.write(consent.record, said)
    vault.write(documents.add, ana, "qanaryfile.txt", b"qanarypaper " * 2000, "letter")
    vault.write(customers.restrict, customers.RestrictionDraft(ana, "accuracy", "qanaryrestrict"))
    vault.write(customers.tell_before_lifting, ana, "2026-11-22", "by letter")
    vault.write(customers.lift_restriction, ana)
    asked = vault.write(
        requests.open,
        RequestDraft(
            "erasure", date(2026, 11, 20), ana, words="qanaryasked", name="qanaryname", contact="qanarycontact"
        ),
    )
    vault.write(requests.note, asked, "qanaryrequestnote")


def _buys(vault: Vault, ana: int, rose: int) -> int:
    line = LineDraft("Bouquet for Qazanna Quivermoor", 2, 15000, product=rose)
    draft = OrderDraft(
        (line,), ana, deliver_to="qanarydeliver", note="qanaryordernote", paid=PaidDraft(), placed_at="2026-11-02"
    )
    order = vault.write(orders.place, draft)
    vault.write(orders.ship, order, "Parcelforce", "qanarytrack")
    vault.write(orders.deliver, order)
    vault.write(loyalty.join, ana)
    gone = vault.write(orders.place, OrderDraft((LineDraft("Vase", 1, 900),), ana))
    vault.write(orders.cancel, gone, "qanarycancel")
    vault.write(loyalty.goodwill, ana, 40, "qanarypoints")
    return order


def _complains(vault: Vault, ana: int, order: int) -> None:
    lines = (ReturnLineDraft(1, 1, "faulty", "qanaryreturn"),)
    ret = vault.write(returns.open, ReturnDraft(order, lines, handed_over=True))
    line = vault.read(returns.card, ret).lines[0].id
    vault.write(returns.decide, ret, DecisionDraft(line, "accepted"))
    vault.write(returns.settle, ret, SettlementDraft(note="qanarypay"))
    second = vault.write(returns.open, ReturnDraft(order, (ReturnLineDraft(1, 1, "late"),), handed_over=True))
    line = vault.read(returns.card, second).lines[0].id
    vault.write(returns.decide, second, DecisionDraft(line, "rejected", "qanaryrejected"))
    ticket = vault.write(tickets.open, TicketDraft("qanarysubject", "qanarybody", customer=ana, order=order))
    vault.write(tickets.reply, ticket, "qanaryreply")
    vault.write(recommendations.record, ana, 9, "qanaryscore")


__all__ = ["CANARIES", "Hers", "Programme", "plant"]
