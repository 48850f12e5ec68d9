"""What is kept about a customer, as drafts that a form fills in and as records that a screen shows."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from shopcrm.vault.refs import CustomerId, NoteId

CustomerKind = Literal["person", "business"]
Status = Literal["active", "archived", "restricted", "erased"]
"""In use; put away; restricted (seen, not used); erased. Lists show the restricted among those in use."""


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """An e-mail address or a telephone number as typed, and what is known about it."""

    typed: str
    label: str = ""
    preferred: bool = False
    wrong: bool = False
    bounced: bool = False
    do_not_use: bool = False


@dataclass(frozen=True, slots=True)
class AddressDraft:
    """A postal address as typed, and what is known about it."""

    line1: str = ""
    line2: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""
    country: str = ""
    label: str = ""
    preferred: bool = False
    wrong: bool = False
    do_not_use: bool = False


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """A customer as typed or imported. `note` is added to her notes; `birthday` is ``1980-05-03`` or ``--05-03``."""

    given_name: str = ""
    family_name: str = ""
    company: str = ""
    kind: CustomerKind = "person"
    emails: tuple[ContactDraft, ...] = ()
    phones: tuple[ContactDraft, ...] = ()
    addresses: tuple[AddressDraft, ...] = ()
    tags: tuple[str, ...] = ()
    birthday: str | None = None
    note: str = ""
    source: str = "typed"


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """A way to reach someone: as typed, in standard form, and what is known about it."""

    id: int
    typed: str
    normal: str
    label: str
    preferred: bool
    wrong: bool
    bounced: bool
    do_not_use: bool
    checked_on: str | None
    source: str
    created_at: str

    @property
    def usable(self) -> bool:
        """Whether there is any sense in trying it."""
        return not (self.wrong or self.bounced or self.do_not_use)


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address, and what is known about it."""

    id: int
    line1: str
    line2: str
    town: str
    county: str
    postcode: str
    country: str
    label: str
    preferred: bool
    wrong: bool
    do_not_use: bool
    checked_on: str | None
    source: str
    created_at: str

    @property
    def usable(self) -> bool:
        """Whether there is any sense in writing there."""
        return not (self.wrong or self.do_not_use)

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it is written on an envelope."""
        parts = (self.line1, self.line2, self.town, self.county, self.postcode, self.country)
        return tuple(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a customer bought in one currency; `total` in minor units."""

    currency: str
    orders: int
    total: int
    first_on: str
    last_on: str
    last_order_id: int


@dataclass(frozen=True, slots=True)
class ExternalId:
    """The customer's number at another service."""

    platform: str
    external_id: str


@dataclass(frozen=True, slots=True)
class Customer:
    """Everything shown at the top of the customer's page."""

    id: CustomerId
    uid: str
    kind: CustomerKind
    given_name: str
    family_name: str
    company: str
    name: str
    sort_name: str
    birthday: str | None
    source: str
    status: Status
    confirmed_on: str | None
    created_at: str
    updated_at: str
    emails: tuple[ContactPoint, ...]
    phones: tuple[ContactPoint, ...]
    addresses: tuple[Address, ...]
    tags: tuple[str, ...]
    external_ids: tuple[ExternalId, ...]
    totals: tuple[Totals, ...]


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One row of the customer list; `spent` in minor units of `currency`."""

    id: CustomerId
    name: str
    phone: str
    email: str
    town: str
    spent: int
    currency: str
    last_order_on: str | None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class FoundCustomers:
    """What a typed text finds: ids, and the rows of the first of them. near: nobody is meant, names are close."""

    ids: list[CustomerId]
    rows: list[CustomerRow]
    near: bool


class CustomerSort(Enum):
    """How the customer list is ordered."""

    NAME = "name"
    NEWEST = "newest"
    LAST_ORDER = "last order"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class CustomerNote:
    """A note about a customer, and who wrote it when."""

    id: NoteId
    body: str
    staff: str
    at: str
    source: str


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the activity about a customer: what was done to which record, when and by whom."""

    at: str
    staff: str
    verb: str
    ref: str | None
    detail: str
