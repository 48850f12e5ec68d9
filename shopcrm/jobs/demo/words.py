"""What the demonstration shop is made of: invented people of many names, and what a florist sells."""

from functools import cache
from typing import NamedTuple

from shopcrm.places import asset


class Article(NamedTuple):
    """Something on the shelf; price and cost in pence, tax in basis points. months: when it sells best, or empty."""

    sku: str
    name: str
    family: str
    price: int
    cost: int
    tax_rate: int = 2000
    months: tuple[int, ...] = ()


@cache
def listed(name: str) -> tuple[str, ...]:
    """The lines of a list among the demonstration's assets: given-names, family-names, streets."""
    return tuple(asset(f"demo/{name}.txt").read_text(encoding="utf-8").splitlines())


AWKWARD = (
    ("Siobhán", "O'Donnell"),
    ("Zoë", "Smith-Jones"),
    ("太郎", "山田"),
    ("Ivy", "[/]"),
    ("Max", "=cmd|' /C calc'!A0"),
    ("Nguyễn", "Thị Minh Khai"),
    ("Jo", "Ng"),
    ("Willem", "van der Berg"),
    ("Ólafur", "Þórsson"),
    ("Ανδρέας", "Παπαδόπουλος"),
    ("Анна", "Ковалёва"),
    ("Fatima", "al-Ḥusaynī"),
    ("Łucja", "Żółkiewska"),
    ("Hubert", "Wolfeschlegelsteinhausenbergerdorff"),
    ("<b>Bo</b>", "Null"),
)
"""Names that have broken other programs: they come first, so that even the smallest demonstration has some."""

COMPANIES = (
    "The Copper Kettle Café",
    "Marlow & Finch Solicitors",
    "St Jude's Parish Church",
    "Harbour View Guest House",
    "Bright & Early Nursery",
    "Quayside Weddings Ltd",
    "Number 9 Hair",
    "Ravensworth Care Home",
)

TOWNS = (
    ("Leeds", "LS1 4DY"),
    ("Leeds", "LS6 2AB"),
    ("Otley", "LS21 3AQ"),
    ("Ilkley", "LS29 8DT"),
    ("Harrogate", "HG1 2SR"),
    ("York", "YO1 7HH"),
    ("Bradford", "BD1 1HX"),
    ("Skipton", "BD23 1JD"),
    ("Wakefield", "WF1 2EB"),
    ("Huddersfield", "HD1 2QD"),
    ("Halifax", "HX1 1TS"),
    ("Knaresborough", "HG5 8AL"),
)

TAGS = ("regular", "wedding", "business", "school run", "prefers collection", "member of the choir")

NOTES = (
    "Loves peonies; hates lilies (cat).",
    "Ring the bell twice, the front door sticks.",
    "Wants an invoice at the end of each month.",
    "Birthday bouquet for her mother every 3 May.",
    "Allergic to latex: no balloons.",
    "Prefers a telephone call before four.\nDeaf in the left ear, speak up.",
    "Asked about a wedding next summer.",
)

ORDER_NOTES = (
    "Leave with the neighbour at number 14.",
    "Card: Happy birthday Mum, love from all of us x",
    "Card: With deepest sympathy",
    "No lilies please.",
    "Ring on arrival.",
    "Card: Congratulations!! 🎉",
)

CARRIERS = (("Royal Mail", "AB{:09d}GB"), ("Evri", "H{:015d}"), ("DPD", "1550{:010d}"))

ARTICLES = (
    Article("BQ-ROSE-L", "Rose bouquet, large", "Bouquets", 4500, 1900),
    Article("BQ-ROSE-S", "Rose bouquet, small", "Bouquets", 2800, 1150),
    Article("BQ-SEAS", "Seasonal bouquet", "Bouquets", 3200, 1250),
    Article("BQ-LILY", "Lily bouquet", "Bouquets", 3000, 1200),
    Article("BQ-DOZEN", "A dozen red roses", "Bouquets", 5500, 2600, months=(2,)),
    Article("BQ-TULIP", "Tulips, bunch of ten", "Bouquets", 950, 380, months=(3, 4)),
    Article("BQ-DAFF", "Daffodils, bunch", "Bouquets", 350, 110, months=(2, 3)),
    Article("BQ-PEON", "Peonies, bunch of five", "Bouquets", 1800, 900, months=(5, 6)),
    Article("BQ-SUNF", "Sunflowers, bunch of five", "Bouquets", 1400, 600, months=(7, 8, 9)),
    Article("BQ-LETTER", "Letterbox flowers", "Bouquets", 2400, 950),
    Article("BQ-MUM", "Mother's Day posy", "Bouquets", 2600, 1050, months=(3,)),
    Article("PL-ORCHID", "Orchid in a pot", "Plants", 2200, 1000),
    Article("PL-FERN", "Boston fern", "Plants", 1500, 650),
    Article("PL-SUCC", "Succulent trio", "Plants", 1250, 480),
    Article("PL-AMAR", "Amaryllis bulb in a box", "Plants", 1650, 700, months=(11, 12)),
    Article("PL-POIN", "Poinsettia", "Plants", 1200, 500, months=(11, 12)),
    Article("PL-HERB", "Kitchen herbs, set of three", "Plants", 850, 320, 0, (4, 5, 6)),
    Article("XM-WREATH", "Door wreath", "Christmas", 3800, 1500, months=(11, 12)),
    Article("XM-CANDLE", "Advent candle ring", "Christmas", 2900, 1200, months=(11, 12)),
    Article("GF-CHOC", "Chocolate truffles", "Gifts", 895, 420),
    Article("GF-CANDLE", "Beeswax candle", "Gifts", 1400, 600),
    Article("GF-VASE-S", "Glass vase, small", "Gifts", 900, 350),
    Article("GF-VASE-L", "Glass vase, large", "Gifts", 2200, 950),
    Article("GF-SOAP", "Lavender soap", "Gifts", 650, 240),
    Article("GF-BEAR", "Teddy bear", "Gifts", 1800, 800),
    Article("GF-MUG", "Mug, “World's Best Nan”", "Gifts", 1100, 420),
    Article("GF-BOOK", "Garden notebook", "Gifts", 1299, 620, 0),
    Article("CD-CARD", "Greetings card", "Cards", 325, 110),
    Article("CD-TAG", "Gift tag", "Cards", 75, 15),
    Article("CD-WRAP", "Wrapping paper, sheet", "Cards", 250, 80),
    Article("CD-RIBBON", "Silk ribbon, per metre", "Cards", 180, 60),
    Article("FN-WREATH", "Funeral wreath", "Funeral", 6500, 2800),
    Article("FN-SPRAY", "Coffin spray", "Funeral", 12500, 5600),
    Article("WD-BRIDE", "Bridal bouquet", "Wedding", 14500, 6200, months=(5, 6, 7, 8, 9)),
    Article("WD-BUTTON", "Buttonhole", "Wedding", 750, 260, months=(5, 6, 7, 8, 9)),
    Article("WK-BASKET", "Wicker basket arrangement", "Bouquets", 3600, 1500),
)
