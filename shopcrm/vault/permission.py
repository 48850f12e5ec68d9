"""Whether a member of staff may do something. Policy of this program, not cryptography: see the README."""

from collections.abc import Callable, Mapping
from typing import Any

from shopcrm.errors import NotAllowed
from shopcrm.vault.registry import Role, operation_of
from shopcrm.vault.tx import Staff

WHO: Mapping[Role, str] = {
    Role.VIEWER: "everybody with a login",
    Role.ASSISTANT: "an assistant, a manager or the owner",
    Role.MANAGER: "a manager or the owner",
    Role.OWNER: "the owner",
}
"""Who may do what needs at least a role, as it follows "only"."""


def may(staff: Staff, function: Callable[..., Any]) -> bool:
    """Whether this person's role reaches for a registered function; what it does not reach for is not offered."""
    return staff.role >= operation_of(function).role


def require(staff: Staff, role: Role, deed: str = "do that") -> None:
    """Let only this role and those above it go on; raises NotAllowed.

    Operations are checked through the registry. This is for whole jobs that are none, and for what depends on the
    record. deed: what was asked for, as it follows "may not".
    """
    if staff.role < role:
        ask = "Ask the owner or a manager." if role is Role.MANAGER else "Ask the owner."
        raise NotAllowed(f"{staff.name} may not {deed}: only {WHO[role]} may.", ask)
