"""Every figure that the shop has: its name, its unit, what it means in plain words, and how it is measured."""

from collections.abc import Mapping

from shopcrm.insight.dashboard import people, service, trade
from shopcrm.insight.dashboard.records import Definition

_ALL = (
    Definition(
        *("sales", "Sales", "money", "more"),
        "What the orders placed in these days come to, tax and delivery included. Cancelled orders are left out; what"
        " was given back later is not taken off here.",
        trade.sales,
        adds_up=True,
        by_currency=True,
    ),
    Definition(
        *("given_back", "Given back", "money", "less"),
        "What was paid back, given as store credit or taken off a bill in these days, whenever the order was placed.",
        trade.given_back,
        adds_up=True,
        by_currency=True,
    ),
    Definition(
        *("kept", "Sales less given back", "money", "more"),
        "Sales of these days less what was given back in them. Below zero when more was given back than sold.",
        trade.kept,
        adds_up=True,
        by_currency=True,
    ),
    Definition(
        *("orders", "Orders", "number", "more"),
        "How many orders were placed in these days, in any currency. Cancelled orders are left out.",
        trade.orders,
        adds_up=True,
    ),
    Definition(
        *("average", "Average order", "money", "more"),
        "Sales divided by the number of orders in that currency.",
        trade.average,
        by_currency=True,
    ),
    Definition(
        *("new", "New customers", "number", "more"),
        "Customers whose very first order was placed in these days. Sales without a customer's name are not counted.",
        people.new,
        adds_up=True,
    ),
    Definition(
        *("returning", "Returning customers", "percent", "more"),
        "Of the customers who bought in these days, how many had bought before these days.",
        people.returning,
    ),
    Definition(
        *("lost", "Lost customers (churn)", "percent", "less"),
        "Of the customers who bought in the same days a year before, how many have bought nothing since, up to the last"
        " of these days.",
        people.lost,
    ),
    Definition(
        *("lifetime", "Lifetime value", "money", "more"),
        "What a customer has bought from you so far, on average: all sales to known customers up to the last of these"
        " days, divided by the number of customers who ever bought. What was given back is not taken off here.",
        people.lifetime,
        by_currency=True,
    ),
    Definition(
        *("cost", "Cost of a new customer", "money", "less"),
        "Spent on advertising and the like for each new customer, a month's spend shared out over its days. Months"
        " without it are left out.",
        people.cost,
        by_currency=True,
    ),
    Definition(
        *("recommends", "Would recommend (NPS)", "score", "more"),
        "Of those asked in these days: the share who answered 9 or 10 (promoters), less the share who answered 0 to 6"
        " (detractors). From -100 to 100.",
        service.recommends,
    ),
    Definition(
        *("satisfaction", "Satisfaction", "mean", "more"),
        "The mean of what customers answered in these days when a matter was solved, from 1 to 5.",
        service.satisfaction,
    ),
    Definition(
        *("first_reply", "First reply", "minutes", "less"),
        "How long a customer waits for the first reply, in your opening hours: half of the tickets first answered in"
        " these days waited no longer (the median).",
        service.first_reply,
    ),
    Definition(
        *("solution", "Time to solve", "minutes", "less"),
        "How long it takes until a matter is solved, in your opening hours: half of the tickets solved in these days"
        " took no longer (the median). Waiting for the customer does not count.",
        service.solution,
    ),
    Definition(
        *("first_contact", "Solved at first contact", "percent", "more"),
        "Of the tickets first solved in these days, how many needed one reply only and were not reopened for seven"
        " days. Tickets solved less than seven days ago are not judged yet.",
        service.first_contact,
    ),
    Definition(
        *("returned", "Return rate", "percent", "less"),
        "Orders for which a return was opened in these days, for every hundred orders placed in them. The report on"
        " returns tells it by product and by reason.",
        trade.returned,
    ),
    Definition(
        *("late", "Late orders", "percent", "less"),
        "Of the orders promised for these days, how many were sent after the day promised, or are not sent although"
        " that day is over.",
        trade.late,
    ),
    Definition(
        *("points_owed", "Points owed", "money", "less"),
        "What the points that customers held at the end of these days would pay for at the till, less the points that"
        " customers owe.",
        people.points_owed,
        by_currency=True,
    ),
)
DEFINITIONS: Mapping[str, Definition] = {one.key: one for one in _ALL}
IN_OTHER_MONEY = ("sales", "given_back", "kept", "average", "lifetime", "cost", "points_owed")
"""What is told of other currencies too, where there is anything in them; the rest only of the shop's own."""
