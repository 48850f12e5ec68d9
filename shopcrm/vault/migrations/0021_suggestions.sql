-- Which orders hold a product, found without a look at their lines: what is bought together is counted as it is asked for.

DROP INDEX order_lines_by_product;
CREATE INDEX order_lines_by_product ON order_lines (product_id, order_id) WHERE product_id IS NOT NULL;
