-- As many partitions of each table as asked for (by hand: SET bench.partitions = 12), with equal shares of the owners.
DO $$
DECLARE
    partitions CONSTANT integer := current_setting('bench.partitions');
    whole text;
BEGIN
    FOREACH whole IN ARRAY ARRAY['posts', 'messages', 'notifications'] LOOP
        FOR i IN 0 .. partitions - 1 LOOP
            EXECUTE format(
                'CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                whole || to_char(i, '"_"FM0000'),
                whole,
                partitions,
                i
            );
        END LOOP;
    END LOOP;
END
$$;
