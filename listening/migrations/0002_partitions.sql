-- What is kept for good in one table, everything else in one a month. A row whose `keep` changes moves by itself.

CREATE TABLE listening_mention (
    id bigint NOT NULL,
    month date NOT NULL,
    keep boolean NOT NULL,
    source_id bigint REFERENCES listening_source,
    source_kind varchar(20) NOT NULL,
    channel varchar(12) NOT NULL,
    author_id bigint REFERENCES listening_author,
    author_name varchar(300) NOT NULL,
    url varchar(2000) NOT NULL,
    title varchar(1000) NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    links varchar(2000)[] NOT NULL,
    languages varchar(35)[] NOT NULL,
    published_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL,
    edited_at timestamptz,
    in_reply_to varchar(2000) NOT NULL,
    shares varchar(2000) NOT NULL,
    story bigint NOT NULL,
    digest bytea NOT NULL,
    words tsvector,
    CONSTRAINT listening_mention_pkey PRIMARY KEY (id, month, keep)
) PARTITION BY LIST (keep);
CREATE TABLE listening_mention_kept PARTITION OF listening_mention FOR VALUES IN (true);
CREATE TABLE listening_mention_passing PARTITION OF listening_mention FOR VALUES IN (false) PARTITION BY RANGE (month);

CREATE INDEX mention_newest ON listening_mention (published_at DESC, id DESC);
CREATE INDEX mention_by_author ON listening_mention (author_id, published_at DESC, id DESC);
CREATE INDEX mention_by_source ON listening_mention (source_id, published_at DESC, id DESC);
CREATE INDEX mention_story ON listening_mention (story);
CREATE INDEX mention_words ON listening_mention USING gin (words);

CREATE TABLE listening_mentiontopic (
    mention_id bigint NOT NULL,
    topic_id bigint NOT NULL REFERENCES crm_topic,
    month date NOT NULL,
    keep boolean NOT NULL,
    published_at timestamptz NOT NULL,
    author_id bigint,
    story bigint NOT NULL,
    CONSTRAINT listening_mentiontopic_pkey PRIMARY KEY (mention_id, topic_id, month, keep)
) PARTITION BY LIST (keep);
CREATE TABLE listening_mentiontopic_kept PARTITION OF listening_mentiontopic FOR VALUES IN (true);
CREATE TABLE listening_mentiontopic_passing PARTITION OF listening_mentiontopic
    FOR VALUES IN (false) PARTITION BY RANGE (month);

CREATE INDEX mention_of_topic ON listening_mentiontopic (topic_id, published_at DESC, mention_id DESC)
    INCLUDE (author_id, story);

-- The serving role owns no table and makes none: these two do it for it, and nothing else. -------------------

-- Make room for what is heard in a month. Quick and silent when there is room already.
CREATE FUNCTION listening_open_month(opened date) RETURNS void
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
        CONTINUE WHEN to_regclass(part) IS NOT NULL;
        -- Attaching holds up nobody who reads or writes the other months; CREATE … PARTITION OF would.
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)',
                       part, parent);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', parent, part, first, next);
    END LOOP;
END $$;

-- Drop what is not kept of a month that is over for more than a month. Returns whether there was any.
CREATE FUNCTION listening_drop_month(dropped date, today date) RETURNS boolean
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
        CONTINUE WHEN to_regclass(part) IS NULL;
        found := true;
        EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, part);
        EXECUTE format('DROP TABLE %I', part);
    END LOOP;
    RETURN found;
END $$;
