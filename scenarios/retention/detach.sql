-- Retention by partition: the month goes as a whole, without a look at its rows.
-- @once
-- @needs by-month
-- @param month values 2023-12-01
--
-- DETACH and DROP lock the whole table against everybody, for as long as this transaction takes. (DETACH CONCURRENTLY
-- does not, and cannot be part of one.) Partitions are found by their bounds. Where these are no months (by-month@12,
-- by-month@60), what is left of the month is deleted.
SELECT set_config('retention.month', :month, true);

DO $$
DECLARE
    month CONSTANT timestamp := current_setting('retention.month');
    whole CONSTANT text := 'notifications';
    part regclass;
BEGIN
    FOR part IN
        SELECT child.oid
        FROM pg_inherits
        JOIN pg_class AS child ON child.oid = inhrelid
        CROSS JOIN regexp_match(
            pg_get_expr(child.relpartbound, child.oid),
            $bounds$^FOR VALUES FROM \('([^']+)'\) TO \('([^']+)'\)$bounds$
        ) AS bound
        WHERE inhparent = whole::regclass
          AND bound[1]::timestamp >= month
          AND bound[2]::timestamp <= month + INTERVAL '1 month'
        ORDER BY bound[1]::timestamp
    LOOP
        EXECUTE format('ALTER TABLE %I DETACH PARTITION %s', whole, part);
        EXECUTE format('DROP TABLE %s', part);
    END LOOP;
END
$$;

DELETE FROM notifications
WHERE created_at >= :month
  AND created_at < :month::timestamp + INTERVAL '1 month';
