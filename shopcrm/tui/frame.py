"""What screens and forms may ask of the application, and the flow: an action that reads top to bottom."""

import functools
from abc import abstractmethod
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar, overload

from textual.app import App, ScreenError
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.worker import Worker, WorkerState

from shopcrm.errors import CrmError, Interrupted
from shopcrm.tui.launch import Launch
from shopcrm.tui.sections import SECTIONS, Section
from shopcrm.tui.sitting import Sitting, Work

if TYPE_CHECKING:
    from shopcrm.vault.vault import Vault

P = ParamSpec("P")
R = TypeVar("R")


class Frame(App[int]):
    """The application as its screens know it."""

    sitting: Sitting | None = None
    launch: Launch
    locked: bool = False
    sections: tuple[Section, ...] = SECTIONS
    jobs_running: int = 0
    changing_person: bool = False
    """Another person has just taken over: what they may not see is about to be closed, and is not read again."""

    @property
    def sections_offered(self) -> tuple[Section, ...]:
        """Those that the role of who is working is for."""
        return tuple(one for one in self.sections if self.sitting is None or one.role <= self.sitting.staff.role)

    @abstractmethod
    def load_styles(self) -> None:
        """Read the stylesheet of the open shop, once."""

    @abstractmethod
    def open_shop(self, book: "Vault") -> None:
        """Begin a sitting with an unlocked vault."""

    @abstractmethod
    def copy(self, words: str) -> None:
        """Put words on the clipboard; says "Copied" only when that is certain."""

    @abstractmethod
    def go_to_section(self, name: str) -> None:
        """Change section; unsaved changes are asked about first."""

    @abstractmethod
    def go_to_place(self, name: str) -> None:
        """Open one of the screens below More, from anywhere; unsaved changes are asked about first."""

    @abstractmethod
    async def settings_changed(self) -> None:
        """The shop's settings or its last backup changed: the top line and the idle lock follow."""

    @abstractmethod
    def open_record(self, ref: str, part: str = "") -> None:
        """Show the page of a record (``C-1042``). part: which of the page's parts, the first where none is named."""

    @abstractmethod
    def go_back(self) -> None:
        """Leave a page for the screen below it; in a section, enter the menu, or leave it."""

    @abstractmethod
    def quit_guarded(self) -> None:
        """Quit; unsaved changes are asked about first."""

    @abstractmethod
    def ask_to_quit(self) -> None:
        """Ask whether to quit, then quit; for where it may be an accident."""

    @abstractmethod
    def lock(self) -> None:
        """Lock the shop now; never asks."""

    @abstractmethod
    async def run_job(self, title: str, work: Work[R]) -> R:
        """Run long work on a thread behind a dialog with steps, bar and Cancel; raises Cancelled if it was stopped."""

    @abstractmethod
    async def tell(self, error: CrmError) -> None:
        """Show what happened, whether the records are safe and what to do next; returns when it has been read."""


class _Tells(Protocol):
    async def tell(self, error: CrmError) -> None: ...


S = TypeVar("S", bound=_Tells)
Flow = Callable[Concatenate[S, P], Coroutine[Any, Any, None]]
Started = Callable[Concatenate[S, P], None]


@overload
def flow(method: Flow[S, P]) -> Started[S, P]: ...
@overload
def flow(*, newest: bool) -> Callable[[Flow[S, P]], Started[S, P]]: ...
def flow(method: Flow[S, P] | None = None, *, newest: bool = False) -> Any:
    """Make an async method of a screen or form a flow: it may await forms, reads and writes, and keys stay alive.

    A CrmError ends it and is shown; anything else is a bug and crashes. A second start while it runs is ignored;
    with `newest` it replaces the first instead, which is for reads that follow typing.
    """
    if method is None:
        return functools.partial(flow, newest=newest)

    @functools.wraps(method)
    def start(self: Any, *args: P.args, **kwargs: P.kwargs) -> None:
        group = method.__qualname__
        if newest or not any(_runs(worker, self, group) for worker in self.app.workers):
            self.run_worker(functools.partial(_told, self, method, *args, **kwargs), group=group, exclusive=newest)

    return start


async def _told(self: S, method: Flow[S, P], *args: P.args, **kwargs: P.kwargs) -> None:
    try:
        await method(self, *args, **kwargs)
    except Interrupted:
        # The shop is being closed: nobody waits for this any more.
        return
    except CrmError as error:
        await self.tell(error)
    except (NoMatches, ScreenError):
        if not _is_gone(self):
            raise


def _is_gone(node: Any) -> bool:
    """Whether a screen is taken down, or was: its widgets go first, and a flow that still runs finds none."""
    app = node.app
    if node is app or node._pruning or not app.is_running:
        return not app.is_running or bool(node._pruning)
    screens = {screen for stack in app._screen_stacks.values() for screen in stack}
    return screens.isdisjoint(node.ancestors_with_self)


def _runs(worker: Worker[Any], node: DOMNode, group: str) -> bool:
    return worker.node is node and worker.group == group and worker.state in (WorkerState.PENDING, WorkerState.RUNNING)


def key(keys: str, action: str, label: str, help: str = "", *, shown: bool = True, priority: bool = False) -> Binding:
    """A binding with an id and a tooltip: ``key("ctrl+n,f2", "new", "New order")``.

    `shown` puts it in the bottom row. The first of `keys` is the one that is written there.
    """
    return Binding(
        keys,
        action,
        label,
        show=shown,
        priority=priority,
        id=f"{action}.{keys}".replace(",", ".").replace("+", "-"),
        tooltip=help or label,
        key_display=spelled(keys),
    )


def spelled(keys: str) -> str:
    """A key as people write it: ``Ctrl+N``, ``F1``, ``Esc``."""
    names = {"escape": "Esc", "pagedown": "Page Down", "pageup": "Page Up", "slash": "/", "question_mark": "?"}
    first = keys.partition(",")[0]
    return "+".join(names.get(part, part.capitalize()) for part in first.split("+"))
