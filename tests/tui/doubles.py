"""Two records of Ana, and one of Bo."""

from shopcrm.shop import customers, orders
from shopcrm.shop.customers import AddressDraft, ContactDraft, CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft, PaidDraft
from shopcrm.vault.vault import Vault

HOME = AddressDraft("1 High Street", town="Leeds", postcode="LS1 1AA")
ANA = CustomerDraft(
    "Ana",
    "Baker",
    emails=(ContactDraft("ana@example.com"),),
    phones=(ContactDraft("07700 900123"),),
    addresses=(HOME,),
    tags=("roses",),
    birthday="1980-05-03",
    note="Likes white roses",
)
ANNA = CustomerDraft(
    "Anna",
    "Baker",
    emails=(ContactDraft("ana@example.com"), ContactDraft("anna.baker@example.org")),
    addresses=(HOME,),
    birthday="1980-05-03",
    note="Rings the bell twice",
)


def doubles(vault: Vault) -> tuple[int, int]:
    """Ana and Anna, who are one person, each with an order; and Bo Cho."""
    ana, anna = vault.write(customers.add, ANA), vault.write(customers.add, ANNA)
    vault.write(customers.add, CustomerDraft("Bo", "Cho"))
    for customer, price in ((ana, 1250), (anna, 2800)):
        order = OrderDraft((LineDraft("Rose bouquet", 1, price),), customer, paid=PaidDraft("card"))
        vault.write(orders.place, order)
    return ana, anna
