"""The clipboard: the system's own tool first, because only that tells whether it worked."""

import shutil
import subprocess
import sys

_TOOLS = {
    "darwin": (("pbcopy",),),
    "win32": (("clip.exe",),),
    "linux": (("wl-copy",), ("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")),
}
_SECONDS = 2


def copy_natively(words: str) -> bool:
    """Put words on the system's clipboard; False where no tool did it. May take two seconds for each."""
    for command in _TOOLS.get(sys.platform, _TOOLS["linux"]):
        if shutil.which(command[0]) and _run(command, words):
            return True
    return False


def _run(command: tuple[str, ...], words: str) -> bool:
    try:
        done = subprocess.run(
            command,
            input=words.encode("utf-16-le" if command[0] == "clip.exe" else "utf-8"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
