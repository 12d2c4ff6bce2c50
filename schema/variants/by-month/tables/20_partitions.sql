-- As many partitions of each table as asked for (by hand: SET bench.partitions = 24), of equal shares of the
-- population's time, which is the years 2023 and 2024: with 24, 12, 8, ... they are whole months. The first and the
-- last are open, so that every row finds one. A DEFAULT partition would do that too, but whoever has one has no order
-- among the partitions: the newest posts would have to be looked for in all.
DO $$
DECLARE
    partitions CONSTANT integer := current_setting('bench.partitions');
    first_day CONSTANT timestamp := '2023-01-01';
    last_day CONSTANT timestamp := '2025-01-01';
    starts_at timestamp[] := '{}';
    whole text;
BEGIN
    FOR i IN 0 .. partitions - 1 LOOP
        -- Months where they divide the years evenly, else days.
        starts_at := array_append(starts_at, CASE
            WHEN 24 % partitions = 0 THEN first_day + make_interval(months => 24 / partitions * i)
            ELSE date_trunc('day', first_day + (last_day - first_day) / partitions * i)
        END);
    END LOOP;
    FOREACH whole IN ARRAY ARRAY['posts', 'messages', 'notifications'] LOOP
        FOR i IN 1 .. partitions LOOP
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)',
                whole || to_char(starts_at[i], CASE WHEN 24 % partitions = 0 THEN '_YYYY_MM' ELSE '_YYYY_MM_DD' END),
                whole,
                CASE WHEN i = 1 THEN 'MINVALUE' ELSE quote_literal(starts_at[i]) END,
                CASE WHEN i = partitions THEN 'MAXVALUE' ELSE quote_literal(starts_at[i + 1]) END
            );
        END LOOP;
    END LOOP;
END
$$;
