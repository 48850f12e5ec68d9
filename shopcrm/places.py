"""Where files live: the shop's folder, this machine's settings, and what the program ships with."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shop_folder() -> Path:
    """The folder of the shop where none is named: the user's data folder."""
    import platformdirs

    return Path(platformdirs.user_data_dir("shopcrm", appauthor=False))


def demo_passphrase_file(folder: Path) -> Path:
    """Where a demonstration shop keeps its passphrase: in the open, for its people are invented."""
    return folder.with_name(f"{folder.name}-passphrase.txt")


def settings_file() -> Path:
    """Where this machine's preferences are kept; it never holds a customer's data."""
    import platformdirs

    return Path(platformdirs.user_config_dir("shopcrm", appauthor=False)) / "settings.json"


def asset(name: str) -> Path:
    """A file that ships with the program, in a clone (`assets/`) and in a wheel (`shopcrm/_assets/`)."""
    shipped = _PACKAGE / "_assets"
    return (shipped if shipped.is_dir() else _PACKAGE.parent / "assets") / name
