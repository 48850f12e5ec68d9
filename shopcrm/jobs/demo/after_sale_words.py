"""What is said after a sale in the demonstration shop: tickets, replies, notes, reasons."""

from typing import NamedTuple

from shopcrm.shop.tickets import Category, Priority


class Matter(NamedTuple):
    """Something that a customer comes with, and the shop's answer."""

    subject: str
    asked: str
    answered: str
    category: Category = "question"
    priority: Priority = "normal"


MATTERS = (
    Matter(
        "Vase arrived chipped", "There is a chip in the rim.", "So sorry! A new one is on its way.", "complaint", "high"
    ),
    Matter("Are lilies safe for cats?", "We have two cats.", "No: lilies are poisonous to cats. Take roses instead."),
    Matter(
        "Delivery did not come",
        "Nobody rang the bell.",
        "The driver had the wrong number. He comes by five.",
        "delivery",
        "urgent",
    ),
    Matter("Change the card message", "Please write Happy 40th.", "Done: the card says Happy 40th.", "order"),
    Matter("Wedding in June", "Do you do table flowers for eighty?", "We do. Shall we talk on Thursday?"),
    Matter("Thank you", "Mum cried, in a good way.", "You made our week.", "praise", "low"),
    Matter("Where is my refund?", "It has been ten days.", "It was sent back to your card today.", "return", "high"),
    Matter("Invoice for the office", "We need one with our VAT number.", "Attached, with the number.", "order", "low"),
    Matter(
        "Roses wilted in two days", "They were to last a week.", "Please bring them in, or send a picture.", "complaint"
    ),
    Matter("Open on Boxing Day?", "", "No, we are back on the 27th.", "question", "low"),
    Matter("Can I collect earlier?", "At eight instead of ten?", "We open at nine, and will have it ready.", "order"),
    Matter("Wrong address on the parcel", "It is 12, not 21.", "Changed. It goes to 12.", "delivery", "urgent"),
)
COMMENTS = {
    5: ("Quick and kind.", "", "Lovely as ever."),
    4: ("Kind, and it was put right.", ""),
    3: ("Took a while, but all well.", ""),
    2: ("I had to ask twice.", "Not what I had asked for."),
    1: ("Nobody called me back.", "The flowers were for a birthday, and came too late."),
}
"""What is said with an answer from 1 to 5."""
RECOMMENDS = {5: (10, 10, 9), 4: (9, 8), 3: (7, 6), 2: (5, 4), 1: (2, 0)}
"""Of whom was that satisfied, what the answer is to whether she would recommend the shop."""
REPLIES = (
    ("On its way", "Hello {first name},\n\nyour order {order} left us today.\n\n{me}, {shop}"),
    ("Refund sent", "Hello {first name},\n\nwe sent your refund for {return} today.\n\n{me}, {shop}"),
    ("Bring it in", "Hello {first name},\n\nplease bring it in, or send us a picture.\n\n{me}, {shop}"),
)
KNOWLEDGE = (
    ("Lilies and cats", "All parts of lilies are poisonous to cats. Offer roses, gerbera or orchids.", "cat pet safe"),
    ("How long roses last", "Five to seven days: cut the stems, change the water every second day.", "wilted last"),
    ("Refund times", "Agreed refunds go out within 14 days, by the way that was paid.", "refund money back"),
)
FAULTS = ("wilted the next day", "stem broken", "chipped at the rim", "not the colour in the picture", "")
