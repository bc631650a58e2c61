-- Arithmetic of the rule that the ORM has no words for -----------------------------------------------------

-- How many of the days lie between two dates, both included.
CREATE FUNCTION crm_days_between(days date[], first date, last date) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT count(*)::integer FROM unnest(days) AS day WHERE day BETWEEN first AND last);

-- The last day on which a tie is not yet quiet: their last day plus factor × their usual gap, kept within
-- lowest and highest. Null when they never wrote.
CREATE FUNCTION crm_alive_until(first date, last date, days integer, factor integer, lowest integer,
                                highest integer) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN last + greatest(lowest, least(highest, floor(
    factor * (last - first)::numeric / greatest(days - 1, 1))))::integer;

-- Books and people -------------------------------------------------------------------------------------------

-- Which book a handle must be unique in: the team's (0), or that of the owner of a private contact.
CREATE FUNCTION crm_handle_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT CASE visibility WHEN 'private' THEN owner_id ELSE 0 END INTO NEW.book
    FROM crm_contact WHERE id = NEW.contact_id;
    NEW.book := coalesce(NEW.book, 0);
    RETURN NEW;
END $$;
CREATE TRIGGER crm_handle_book BEFORE INSERT OR UPDATE OF contact_id, book ON crm_handle
    FOR EACH ROW EXECUTE FUNCTION crm_handle_book();

CREATE FUNCTION crm_contact_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE crm_handle SET book = 0 WHERE contact_id = NEW.id;  -- the trigger above fills in the right one
    RETURN NULL;
END $$;
CREATE TRIGGER crm_contact_book AFTER UPDATE OF visibility, owner_id ON crm_contact
    FOR EACH ROW WHEN (OLD.visibility <> NEW.visibility OR OLD.owner_id <> NEW.owner_id)
    EXECUTE FUNCTION crm_contact_book();

CREATE FUNCTION crm_contact_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.person := NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER crm_contact_person BEFORE INSERT ON crm_contact
    FOR EACH ROW EXECUTE FUNCTION crm_contact_person();

-- Records that share a handle (one that is theirs alone) are one person, directly or through a third record;
-- the smallest id names them. Rows are locked in order of id, so that two such calls cannot deadlock.
CREATE FUNCTION crm_link_people(touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    members bigint[];
BEGIN
    SELECT array_agg(id) INTO members FROM (
        SELECT id FROM crm_contact
        WHERE id = ANY (touched)
           OR person IN (SELECT person FROM crm_contact WHERE id = ANY (touched))
        ORDER BY id FOR UPDATE
    ) AS locked;
    WITH RECURSIVE reach (root, id) AS (
        SELECT unnest(members), unnest(members)
        UNION
        SELECT reach.root, there.contact_id
        FROM reach
        JOIN crm_handle AS here ON here.contact_id = reach.id AND NOT here.shared
        JOIN crm_handle AS there ON there.channel = here.channel AND there.key = here.key
            AND NOT there.shared AND there.contact_id = ANY (members)
    ), named AS (
        SELECT root AS id, min(id) AS person FROM reach GROUP BY root
    )
    UPDATE crm_contact SET person = named.person
    FROM named WHERE crm_contact.id = named.id AND crm_contact.person <> named.person;
END $$;

-- New handles: only those that another contact has too make work; a bulk load of new people makes none.
CREATE FUNCTION crm_people_linked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    SELECT array_agg(DISTINCT id) INTO touched FROM (
        SELECT unnest(ARRAY[fresh.contact_id, other.contact_id]) AS id
        FROM fresh JOIN crm_handle AS other ON other.channel = fresh.channel AND other.key = fresh.key
        WHERE other.contact_id <> fresh.contact_id AND NOT other.shared AND NOT fresh.shared
    ) AS pairs;
    IF touched IS NOT NULL THEN
        PERFORM crm_link_people(touched);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_people_linked AFTER INSERT ON crm_handle
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION crm_people_linked();

CREATE FUNCTION crm_people_relinked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT gone.contact_id) INTO touched
        FROM gone JOIN crm_contact ON crm_contact.id = gone.contact_id
        WHERE EXISTS (SELECT FROM crm_contact AS other
                      WHERE other.person = crm_contact.person AND other.id <> crm_contact.id);
    ELSE
        SELECT array_agg(DISTINCT id) INTO touched FROM (
            SELECT unnest(ARRAY[gone.contact_id, fresh.contact_id, other.contact_id]) AS id
            FROM gone
            JOIN fresh ON fresh.id = gone.id
            LEFT JOIN crm_handle AS other ON other.channel = fresh.channel AND other.key = fresh.key
                AND other.contact_id <> fresh.contact_id AND NOT other.shared
            WHERE (gone.contact_id, gone.channel, gone.key, gone.shared)
                IS DISTINCT FROM (fresh.contact_id, fresh.channel, fresh.key, fresh.shared)
        ) AS changed WHERE id IS NOT NULL;
    END IF;
    IF touched IS NOT NULL THEN
        PERFORM crm_link_people(touched);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_people_relinked AFTER UPDATE ON crm_handle
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION crm_people_relinked();
CREATE TRIGGER crm_people_unlinked AFTER DELETE ON crm_handle
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION crm_people_relinked();

-- The gate ----------------------------------------------------------------------------------------------------

-- No new ask past a boundary, twice for one campaign, or to somebody who is gone: not even by straight SQL.
-- What was made elsewhere is a fact and passes. A merge, or its undo, may move old asks between its two
-- records. The contact is locked first: a boundary that is being noted at the same time is waited for.
CREATE FUNCTION crm_ask_gate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    whom crm_contact%ROWTYPE;
    asked_on date;
BEGIN
    IF NEW.already_made OR NEW.voided_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.campaign_id = OLD.campaign_id AND NOT OLD.already_made
        AND OLD.voided_at IS NULL AND NEW.channel = OLD.channel
    THEN
        IF NEW.contact_id = OLD.contact_id OR EXISTS (
            SELECT FROM crm_merge
            WHERE (survivor_id = NEW.contact_id AND merged_id = OLD.contact_id AND undone_at IS NULL)
               OR (survivor_id = OLD.contact_id AND merged_id = NEW.contact_id AND undone_at IS NOT NULL))
        THEN
            RETURN NEW;
        END IF;
    END IF;
    SELECT * INTO whom FROM crm_contact WHERE id = NEW.contact_id FOR UPDATE;
    IF whom.trashed_at IS NOT NULL THEN
        RAISE EXCEPTION 'An ask needs a contact that is not in the trash.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ask_contact_in_use';
    END IF;
    SELECT (NEW.asked_at AT TIME ZONE time_zone)::date INTO asked_on FROM crm_staff WHERE id = NEW.staff_id;
    IF EXISTS (
        SELECT FROM crm_boundary AS b
        JOIN crm_contact AS c ON c.id = b.contact_id
        JOIN crm_campaign AS k ON k.id = NEW.campaign_id
        WHERE c.person = whom.person AND b.lifted_at IS NULL AND (b.until IS NULL OR b.until > asked_on)
          AND (b.scope = 'everything'
               OR (b.scope = 'campaign' AND b.campaign_id = k.id)
               OR (b.scope = 'client' AND lower(btrim(b.client)) = lower(btrim(k.client)))
               OR (b.scope = 'channel' AND b.channel = NEW.channel)
               OR (b.scope = 'topic' AND EXISTS (
                   SELECT FROM crm_campaign_topics AS t
                   WHERE t.campaign_id = k.id AND t.topic_id = b.topic_id)))
    ) THEN
        RAISE EXCEPTION 'A boundary stands against this ask.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ask_respects_boundaries';
    END IF;
    IF EXISTS (
        SELECT FROM crm_ask AS a JOIN crm_contact AS c ON c.id = a.contact_id
        WHERE c.person = whom.person AND a.campaign_id = NEW.campaign_id AND a.voided_at IS NULL
          AND a.id IS DISTINCT FROM NEW.id
    ) THEN
        RAISE EXCEPTION 'They were asked for this campaign before.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ask_once_per_campaign';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER crm_ask_gate BEFORE INSERT OR UPDATE ON crm_ask
    FOR EACH ROW EXECUTE FUNCTION crm_ask_gate();
ALTER TABLE crm_ask ENABLE ALWAYS TRIGGER crm_ask_gate;

-- Slots: while an ask on the earned path is open, every key of its person is taken. Open means without an
-- outcome for at most 21 days; one day less here, as days are counted in local calendars.
CREATE FUNCTION crm_take_slots(which bigint, brought_together boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DELETE FROM crm_askslot WHERE ask_id = which;
    INSERT INTO crm_askslot (ask_id, key, during, exclusive)
    SELECT which, keys.key, span.during, NOT brought_together OR NOT EXISTS (
        SELECT FROM crm_askslot AS taken
        WHERE taken.key = keys.key AND taken.during && span.during AND taken.exclusive)
    FROM crm_ask AS a
    CROSS JOIN LATERAL (
        SELECT tstzrange(a.asked_at, greatest(a.asked_at + interval '1 second', least(
            a.outcome_at, a.asked_at + interval '20 days'))) AS during
    ) AS span
    CROSS JOIN LATERAL (
        SELECT 'contact:' || a.contact_id AS key
        UNION
        SELECT channel || ':' || crm_handle.key FROM crm_handle
        WHERE contact_id = a.contact_id AND NOT shared
    ) AS keys
    WHERE a.id = which AND NOT a.already_made AND a.voided_at IS NULL;
END $$;

CREATE FUNCTION crm_ask_keep_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM crm_take_slots(NEW.id, false);
    ELSIF (NEW.contact_id, NEW.asked_at, NEW.outcome_at, NEW.voided_at, NEW.already_made)
        IS DISTINCT FROM (OLD.contact_id, OLD.asked_at, OLD.outcome_at, OLD.voided_at, OLD.already_made)
    THEN
        PERFORM crm_take_slots(NEW.id, NEW.contact_id <> OLD.contact_id OR NEW.outcome_at IS NOT NULL);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_ask_keep_slots AFTER INSERT OR UPDATE ON crm_ask
    FOR EACH ROW EXECUTE FUNCTION crm_ask_keep_slots();
ALTER TABLE crm_ask ENABLE ALWAYS TRIGGER crm_ask_keep_slots;

-- A handle that comes, goes or changes hands changes the keys of asks that are still open.
CREATE FUNCTION crm_handle_keep_slots() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT DISTINCT a.id FROM changed JOIN crm_ask AS a ON a.contact_id = changed.contact_id
        WHERE a.outcome = ''
    LOOP
        PERFORM crm_take_slots(one.id, true);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_handle_slots_added AFTER INSERT ON crm_handle
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION crm_handle_keep_slots();
CREATE TRIGGER crm_handle_slots_left AFTER UPDATE ON crm_handle
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION crm_handle_keep_slots();
CREATE TRIGGER crm_handle_slots_moved AFTER UPDATE ON crm_handle
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION crm_handle_keep_slots();
CREATE TRIGGER crm_handle_slots_gone AFTER DELETE ON crm_handle
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION crm_handle_keep_slots();
