"""Whether a member of staff may do something. Policy of this program, not cryptography: see the README."""

from shopcrm.errors import NotAllowed
from shopcrm.vault.registry import Role
from shopcrm.vault.tx import Staff


def require(staff: Staff, role: Role, deed: str = "do that") -> None:
    """Let only this role and those above it go on; raises NotAllowed.

    Operations are checked through the registry. This is for whole jobs that are none, and for what depends on the
    record. deed: what was asked for, as it follows "may not".
    """
    if staff.role < role:
        ask = "Ask the owner or a manager." if role is Role.MANAGER else "Ask the owner."
        raise NotAllowed(f"{staff.name} may not {deed}: it needs the role {role.name.lower()}.", ask)
