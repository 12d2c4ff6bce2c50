-- As many partitions of each table as asked for (by hand: SET bench.partitions = 24), of equal shares of the
-- population's time, which is the years 2023 and 2024: with 24, 12, 8, ... they are whole months. A UUID of version 7
-- begins with milliseconds since 1970 in 48 bits, so that a time is a place among the keys. The first and the last
-- partition are open: every row finds one, and the partitions stay in order, which a DEFAULT partition would end.
DO $$
DECLARE
    partitions CONSTANT integer := current_setting('bench.partitions');
    first_day CONSTANT timestamp := '2023-01-01';
    last_day CONSTANT timestamp := '2025-01-01';
    starts_at timestamp[] := '{}';
    keys uuid[] := '{}';
    whole text;
BEGIN
    FOR i IN 0 .. partitions - 1 LOOP
        -- Months where they divide the years evenly, else days.
        starts_at := array_append(starts_at, CASE
            WHEN 24 % partitions = 0 THEN first_day + make_interval(months => 24 / partitions * i)
            ELSE date_trunc('day', first_day + (last_day - first_day) / partitions * i)
        END);
        keys := array_append(keys, rpad(
            lpad(to_hex((extract(epoch FROM starts_at[i + 1]) * 1000)::bigint), 12, '0'), 32, '0'
        )::uuid);
    END LOOP;
    FOREACH whole IN ARRAY ARRAY['posts', 'messages', 'notifications'] LOOP
        FOR i IN 1 .. partitions LOOP
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)',
                whole || to_char(starts_at[i], CASE WHEN 24 % partitions = 0 THEN '_YYYY_MM' ELSE '_YYYY_MM_DD' END),
                whole,
                CASE WHEN i = 1 THEN 'MINVALUE' ELSE quote_literal(keys[i]) END,
                CASE WHEN i = partitions THEN 'MAXVALUE' ELSE quote_literal(keys[i + 1]) END
            );
        END LOOP;
    END LOOP;
END
$$;
