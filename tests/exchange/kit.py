"""What the exchange tests share: sample files, files written on the spot, and their records."""

from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from shopcrm.exchange.format import Options
from shopcrm.exchange.reader import LIMITS, Limits
from shopcrm.exchange.recognise import Recognised, recognise
from shopcrm.exchange.records import ImportedRecord
from shopcrm.exchange.values import DayOrder

SAMPLES = Path(__file__).parent.parent / "samples"
SHOPIFY = SAMPLES / "shopify"
WOO = SAMPLES / "woocommerce"

R = TypeVar("R")


def options(currency: str = "GBP", zone: str = "Europe/London", dates: DayOrder | None = None) -> Options:
    """What a British shop says where a file does not."""
    return Options(currency, ZoneInfo(zone), dates)


def read_all(recognised: Recognised, **said: object) -> list[ImportedRecord]:
    """Every record of a recognised file."""
    return list(recognised.records(options(**said)))  # type: ignore[arg-type]


def read_file(path: Path, **said: object) -> list[ImportedRecord]:
    """Every record of a file."""
    return read_all(recognise(path), **said)


def of(kind: type[R], records: list[ImportedRecord]) -> list[R]:
    """The records of one kind."""
    return [record for record in records if isinstance(record, kind)]


def write(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    """A file with this text, as UTF-8 where it is not bytes already."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read_text(folder: Path, text: str | bytes, limits: Limits = LIMITS, **said: object) -> list[ImportedRecord]:
    """Every record of a file with this text."""
    return read_all(recognise(write(folder, text), limits=limits), **said)
