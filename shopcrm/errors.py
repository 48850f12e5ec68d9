"""The error family: each says what happened, whether the data is safe and what to do next, and bears the exit code."""

from typing import ClassVar


class CrmError(Exception):
    """Something a person can act on; anything else that escapes is a bug.

    message: what happened, in the shopkeeper's words, without personal data that was not typed just now.
    next_step: what to do now. data_safe: whether the book is as it was before.
    """

    kind: ClassVar[str] = "refused"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, next_step: str = "", *, data_safe: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.data_safe = data_safe

    def in_words(self) -> str:
        """The whole message as lines for a terminal or a dialog."""
        safety = "Your records are safe." if self.data_safe else "Some records may be damaged."
        return "\n".join(part for part in (self.message, safety, self.next_step) if part)


class Refused(CrmError):
    """A rule of the shop, or a value, says no; nothing was changed."""


class InvalidValue(Refused):
    """A field's value cannot be used; `field` names it so that a form can point at it."""

    kind = "invalid"

    def __init__(self, field: str, message: str, next_step: str = "") -> None:
        super().__init__(message, next_step)
        self.field = field


class NotFound(Refused):
    """There is no such record."""

    kind = "not-found"


class UsageError(CrmError):
    """The command was not understood."""

    kind = "usage"
    exit_code = 2


class CannotUnlock(CrmError):
    """Wrong passphrase, missing key file, or a header that this program cannot use."""

    kind = "cannot-unlock"
    exit_code = 3


class OpenElsewhere(CrmError):
    """Another running program holds the shop."""

    kind = "open-elsewhere"
    exit_code = 4


class Damaged(CrmError):
    """The file, a backup or the header does not hold what it should."""

    kind = "damaged"
    exit_code = 5

    def __init__(self, message: str, next_step: str = "", *, data_safe: bool = False) -> None:
        super().__init__(message, next_step, data_safe=data_safe)


class NotAllowed(CrmError):
    """This member of staff may not do that."""

    kind = "not-allowed"
    exit_code = 6


class NoSpace(CrmError):
    """The disk is full or failed; the write was undone."""

    kind = "no-space"
    exit_code = 7


class Cancelled(Refused):
    """The person stopped a long job; everything it had done was undone."""

    kind = "cancelled"


class Interrupted(Cancelled):
    """A read gave way to other work on the book: asked again, it is answered."""
