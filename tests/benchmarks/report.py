"""A long access report, and the same strings set with nothing but a canvas."""

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from shopcrm.jobs.letterhead import letterhead
from shopcrm.papers import access_report
from shopcrm.privacy import access
from shopcrm.shop import customers, orders, profile
from shopcrm.shop.customers import CustomerDraft
from shopcrm.shop.orders import LineDraft, OrderDraft
from tests.benchmarks.shops import BenchShop
from tests.papers.reading import pages_of

PAGES = 50
ORDERS = 300


def long_report(shop: BenchShop) -> tuple[Callable[[], object], list[list[str]]]:
    """How to make the report of a customer with very many orders, and its lines by page."""
    with shop.vault() as vault:
        person = vault.write(customers.add, CustomerDraft("Ann", "Longbook"))
        lines = tuple(LineDraft(f"Rose bouquet {number}", 1, 2800) for number in range(3))
        for _ in range(ORDERS):
            vault.write(orders.place, OrderDraft(lines, person))
        holding = vault.read(access.gather, person)
        held = vault.read(profile.get)
        shop_head = letterhead(held)
        terms = access_report.Terms(held.zone, held.region, held.regulator, held.regulator_contact)
    made = access_report.make(holding, shop_head, terms)
    return lambda: access_report.make(holding, shop_head, terms), [page.splitlines() for page in pages_of(made.pdf)]


def on_bare_canvas(pages: list[list[str]]) -> bytes:
    """The same strings, one below the other, on as many pages."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for page in pages:
        for place, words in enumerate(page):
            canvas.setFont("Helvetica", 9)
            canvas.drawString(40, 800 - place * 11, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
