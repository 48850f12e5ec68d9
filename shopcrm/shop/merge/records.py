"""What is asked of a merge, what it shows beforehand, and what it did."""

from dataclasses import dataclass
from typing import Literal

from shopcrm.shop.customers import Customer
from shopcrm.vault.refs import CustomerId, MergeId

Field = Literal["given_name", "family_name", "company", "kind", "birthday", "email", "phone", "address"]
"""What can be chosen from either record: the single values, and which e-mail address ... is used first."""

SINGLE: tuple[Field, ...] = ("given_name", "family_name", "company", "kind", "birthday")
"""Those of which a record has one."""


@dataclass(frozen=True, slots=True)
class MergeDraft:
    """Make two records of one person one. `lose` goes into `keep`; take: what is taken from `lose` all the same.

    A value that the kept record leaves blank comes from the other without being asked for.
    """

    keep: CustomerId
    lose: CustomerId
    take: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of each record, side by side, and which of them the merged record will have."""

    field: Field
    label: str
    keep: str
    lose: str
    taken: bool

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.keep and self.lose) and self.keep != self.lose


@dataclass(frozen=True, slots=True)
class MovingRow:
    """One row of the record that goes: what kind, what it says, and what becomes of it."""

    kind: str
    what: str
    becomes: str


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do. moved: kind -> how many rows change hands; rows: what becomes of each, by name, at most
    `MOST_NAMED` of a kind.
    """

    keep: Customer
    lose: Customer
    choices: tuple[Choice, ...]
    moved: dict[str, int]
    rows: tuple[MovingRow, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that was made. moved: kind -> how many rows changed hands."""

    merge_id: MergeId
    keep: CustomerId
    lose: CustomerId
    moved: dict[str, int]
    rows: tuple[MovingRow, ...]


@dataclass(frozen=True, slots=True)
class Parted:
    """A merge that was undone. restored: kind -> how many rows are as before; kept: what stayed, by name, and why."""

    merge_id: MergeId
    keep: CustomerId
    lose: CustomerId
    restored: dict[str, int]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastMerge:
    """A merge as the list shows it. name: of the record that was kept, '' once that person was erased.

    lost_name: of the other, '' where nothing tells it any more; lost_erased: because that person was erased.
    """

    id: MergeId
    at: str
    staff: str
    keep: CustomerId
    name: str
    lose: CustomerId
    lost_name: str
    undone_at: str | None
    lost_erased: bool = False
