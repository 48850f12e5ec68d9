"""Loyalty: points in lots that are earned, spent, and expire; tiers; rewards; stamp cards.

Being built. The functions of this package, `from shopcrm.shop import loyalty`:

    programme(tx) -> Programme | None;  set_programme(tx, programme: Programme) -> None;  began(tx) -> bool (one query)
    join(tx, customer) -> str (card number);  leave(tx, customer);  by_card(tx, number) -> CustomerId
    settle_order(tx, order) -> None                           # after each change of money, goods, stage or customer
    worth(tx, customer) -> Worth;  points_worth(tx, points) -> int;  points_needed(tx, amount) -> int
    offers(tx, order) -> tuple[Offer, ...];  reward(tx, order, name) -> Offer     # points and amount to record
    redeem(tx, customer, points, order, payment) -> None      # payment: the entry (kind points, > 0) just inserted
    give_back(tx, payment, points, entry=None) -> int         # payment: the one that spent them; entry: the one that
                                                              # gives back; answers how many expired again at once
    give_back_for(tx, order, amount, entry=None) -> int       # a part (minor units) of what an order was paid in
                                                              # points, entry inserted before; cumulative; the points
    spent_by(tx, payment) -> int                              # points that a payment took and still holds
    what_if(tx, order, gone: tuple[Gone, ...], money=0, points=0, delivery=0) -> Foreseen
                                                              # money: refunded or credited; points: given back
    statement(tx, customer) -> Statement
    adjust(tx, customer, points, note);  goodwill(tx, customer, points, note) -> int (lot)
    catch_up(tx) -> CaughtUp;  expiring(tx, days=None) -> tuple[Expiring, ...];  liability(tx) -> Liability
    stamp_cards(tx, archived=False);  add_stamp_card(tx, StampCardDraft) -> int;  change_stamp_card(tx, card, name,
        reward);  archive_stamp_card / unarchive_stamp_card(tx, card)
    stamps_of(tx, customer) -> tuple[Stamps, ...];  give_stamps(tx, customer, card, count);
        use_stamps(tx, customer, card, order=None) -> int (entry);  give_back_stamps(tx, entry)
    hand_over(tx, lose, keep);  erase(tx, customer);  replay(tx) -> tuple[str, ...]
"""
