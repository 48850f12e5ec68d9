-- What was paid back is not spent: a customer's total is of what was kept. Only those with refunds change.

UPDATE customer_totals SET total = total - (
    SELECT sum(refunded) FROM orders WHERE orders.customer_id = customer_totals.customer_id
    AND orders.currency = customer_totals.currency AND stage <> 'cancelled'
) WHERE customer_id IN (SELECT customer_id FROM orders WHERE refunded <> 0 AND stage <> 'cancelled')
AND EXISTS (
    SELECT 1 FROM orders WHERE orders.customer_id = customer_totals.customer_id
    AND orders.currency = customer_totals.currency AND stage <> 'cancelled'
);
