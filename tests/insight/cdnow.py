"""The tenth of CDNOW that Fader, Hardie and Lee published with, as the list of purchases that a shop might have."""

import csv
from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "samples" / "retail" / "CDNOW_sample.txt"
MAPPED = ("--map", "customer=Who", "--map", "date=When", "--map", "amount=Dollars", "--map", "quantity=Discs")
UNTIL = "1997-09-30"
"""The end of the 39 weeks that the published parameters are estimated from."""


def as_csv(folder: Path, heading: tuple[str, ...] = ("Who", "When", "Discs", "Dollars")) -> Path:
    """The sample as a CSV file: customer, date, quantity, amount."""
    path = folder / "cdnow.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heading)
        for line in SAMPLE.read_text(encoding="ascii").splitlines():
            _, customer, day, quantity, amount = line.split()
            writer.writerow((customer, f"{day[:4]}-{day[4:6]}-{day[6:]}", quantity, amount))
    return path
