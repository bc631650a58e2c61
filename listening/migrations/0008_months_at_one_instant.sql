-- Whoever waited for somebody else's opening or dropping of a month must see what that one did. `to_regclass` remembers
-- that a table was not there until something locks a table; a query of the catalog looks anew.

CREATE OR REPLACE FUNCTION listening_open_month(opened date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', opened)::date;
    next date := (first + interval '1 month')::date;
    parent text;
    part text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['listening_mention_passing', 'listening_mentiontopic_passing'] LOOP
        part := parent || to_char(first, '_YYYY_MM');
        CONTINUE WHEN to_regclass(part) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(4711301);  -- two who open the same month at one instant
        CONTINUE WHEN EXISTS (SELECT FROM pg_class WHERE relname = part AND relnamespace = 'public'::regnamespace);
        -- Attaching holds up nobody who reads or writes the other months; CREATE … PARTITION OF would.
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)',
                       part, parent);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part, first, next);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION listening_drop_month(dropped date, today date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', dropped)::date;
    parent text;
    part text;
    found boolean := false;
BEGIN
    IF first > least(today, current_date + 1) - interval '2 months' THEN
        RAISE EXCEPTION 'month % is too young to be dropped', first USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(4711301);
    FOREACH parent IN ARRAY ARRAY['listening_mention_passing', 'listening_mentiontopic_passing'] LOOP
        part := parent || to_char(first, '_YYYY_MM');
        CONTINUE WHEN NOT EXISTS (SELECT FROM pg_class WHERE relname = part AND relnamespace = 'public'::regnamespace);
        found := true;
        EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, part);
        EXECUTE format('DROP TABLE %I', part);
    END LOOP;
    RETURN found;
END $$;
