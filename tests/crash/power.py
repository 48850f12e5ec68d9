"""Simulated power cuts: a recorded sitting is replayed up to any point; what a disk may have kept of it is opened."""

import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shopcrm.errors import CannotUnlock, CrmError
from shopcrm.jobs import restore
from shopcrm.vault import guard, snapshot
from shopcrm.vault.session import Vault
from tests.crash import kit, recorded
from tests.crash.campaign import Campaign, Round
from tests.crash.disk import TRACED, Call, Disk, calls

LONGEST = 8 * 1024 * 1024
"""Bytes of one write that are recorded: more than any is long."""

PROVEN_EVERY = 4
"""Cuts, after which every page is proven as well."""

_STDOUT = "1"


@dataclass(frozen=True, slots=True)
class Cut:
    """What stands after a cut. said: what had been acknowledged, and how often; thorough: prove every page."""

    place: Path
    said: Counter[str]
    thorough: bool


def power_cuts(place: Path, number: int, chance: random.Random) -> Iterator[Round]:
    """At each of so many points the current goes; the next start finds everything that was acknowledged."""
    if shutil.which("strace") is None:
        yield Round(broken="strace is not installed here: nothing was recorded, so nothing is proven")
        return
    recording = _record(place)
    steps = sum(changes for _, _, changes in _scenes(recording, place))
    wanted = Counter(chance.randrange(steps) for _ in range(number))
    step = made = 0
    for scene, played, _ in _scenes(recording, place):
        disk, said = _at_rest(place, scene), Counter[str]()
        for call in played:
            if _says(call):
                said.update(call.texts[0].decode().split("\n")[:-1])
            if disk.replay(call):
                for _ in range(wanted[step]):
                    made += 1
                    how = disk.cut(place / "cut", chance)
                    cut = Cut(place / "cut" / scene, said, made % PROVEN_EVERY == 0)
                    yield _looked_at(cut, CHECKS[scene], f"{scene}, step {step}, {how}")
                step += 1


def _record(place: Path) -> Path:
    recording = place / "recording"
    subprocess.run(
        [
            *("strace", "-f", "-xx", "-s", str(LONGEST), "-e", f"trace={TRACED}", "-o", str(recording)),
            *(sys.executable, "-m", "tests.crash.recorded", str(place)),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    return recording


def _says(call: Call) -> bool:
    return call.name == "write" and call.numbers[0] == _STDOUT


def _scenes(recording: Path, place: Path) -> Iterator[tuple[str, list[Call], int]]:
    """Each scene's name, its calls and how many of them change or flush something."""
    scene, played = "", list[Call]()
    for call in calls(recording):
        line = call.texts[0].decode().strip() if _says(call) else ""
        if line == "end" or line.startswith("scene "):
            if scene:
                disk = _at_rest(place, scene)
                yield scene, played, sum(disk.replay(one) for one in played)
            scene, played = line.removeprefix("scene "), []
        else:
            played.append(call)


def _at_rest(place: Path, scene: str) -> Disk:
    """The disk as a scene finds it: a closed shop."""
    shop = place / scene / "shop"
    files = {str(shop / file.name): file.read_bytes() for file in (place / "base").iterdir()}
    return Disk(place, files, [str(shop.parent), str(shop)])


def _looked_at(cut: Cut, check: Callable[[Cut], int], when: str) -> Round:
    acknowledged = sum(cut.said.values())
    try:
        lost = check(cut)
    except _TornError as torn:
        return Round(acknowledged, torn=1, broken=f"{when}: {torn}")
    except (CrmError, OSError) as error:
        return Round(acknowledged, lost=1, broken=f"{when}: {error}")
    return Round(acknowledged, max(lost, 0), broken=f"{when}: {lost} lost" if lost > 0 else "")


class _TornError(Exception):
    """Something is half there."""


def _whole(vault: Vault, cut: Cut) -> int:
    """How many saves there are; everything else about the shop is as it should be."""
    found = kit.state(vault)
    if wrong := kit.in_words(found):
        raise _TornError(wrong)
    if cut.thorough:
        snapshot.check_book(vault)
    return found.saves


def _saved(cut: Cut) -> int:
    with kit.opened(cut.place / "shop") as vault:
        return kit.FIRST + cut.said["saved"] - _whole(vault, cut)


def _backed_up(cut: Cut) -> int:
    with kit.opened(cut.place / "shop") as vault:
        backups = snapshot.of_vault(cut.place / "stick", vault.vault_id)
        for file in backups:
            restore.verify(file, vault=vault)
        return max(kit.FIRST + cut.said["saved"] - _whole(vault, cut), cut.said["backed up"] - len(backups))


def _restored(cut: Cut) -> int:
    present = kit.FIRST + cut.said["saved"]
    with kit.opened(cut.place / "shop") as vault:
        there, gen = _whole(vault, cut), vault.header.gen
    if gen == 1:
        return 1 if cut.said["restored"] else present - there
    kept = list((cut.place / "shop" / "replaced").glob("*"))
    if not kept:
        raise _TornError("the replaced book is gone")
    with kit.opened(kept[0]) as vault:
        return max(kit.FIRST - there, kit.FIRST + 1 - _whole(vault, cut))


def _rotated(cut: Cut) -> int:
    with kit.opened(cut.place / "shop") as vault:
        behind = cut.said["rotated"] - (vault.header.gen - 1)
        return max(kit.FIRST + cut.said["saved"] - _whole(vault, cut), behind)


def _changed(cut: Cut) -> int:
    shop = cut.place / "shop"
    try:
        with kit.opened(shop, passphrase=recorded.CHANGED) as vault:
            return kit.FIRST - _whole(vault, cut)
    except CannotUnlock:
        (shop / guard.GUESSES).unlink()
    with kit.opened(shop) as vault:
        return cut.said["changed"] or kit.FIRST - _whole(vault, cut)


CHECKS: dict[str, Callable[[Cut], int]] = {
    "saving": _saved,
    "backup": _backed_up,
    "restore": _restored,
    "rotation": _rotated,
    "passphrase": _changed,
}

POWER = (
    Campaign("power", "Power cut (replayed, torn at 512 bytes)", "nothing lost or corrupt", 600, 20_000, power_cuts),
)
