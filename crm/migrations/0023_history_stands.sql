-- History is only added to ---------------------------------------------------------------------------------------

-- Whoever changes or deletes a row of history is refused; passed are only the doors below. They belong to the owner
-- of the tables and open `crm.history_door` for themselves alone: the serving role may set that variable, but not
-- be the owner. What fails takes the opening back with it.
CREATE FUNCTION crm_history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('crm.history_door', true) = 'open'
        AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
    THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'History is only added to.' USING ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME;
END $$;

-- Who and by which door: a context may learn more (an import that runs in it), never say something else.
CREATE FUNCTION crm_context_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('crm.history_door', true) = 'open'
        AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
    THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF NEW.id = OLD.id AND NEW.created_at = OLD.created_at AND NEW.metadata @> OLD.metadata THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'History is only added to.' USING ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME;
END $$;

-- Every table of history has the guard, and nobody but its owner the right. Called after every migration (crm.apps),
-- so that a new table cannot be forgotten; it also keeps two functions of the libraries as we want them.
CREATE FUNCTION crm_guard_history() RETURNS void LANGUAGE plpgsql AS $guard$
DECLARE
    one regclass;
    other text;
BEGIN
    FOR one IN
        SELECT c.oid FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'pgh_label' AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT to_regclass('public.pghistory_context') WHERE to_regclass('public.pghistory_context') IS NOT NULL
    LOOP
        IF one = to_regclass('public.pghistory_context') THEN
            IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = one AND tgname = 'crm_context_stands') THEN
                EXECUTE format('CREATE TRIGGER crm_context_stands BEFORE UPDATE OR DELETE ON %s
                                FOR EACH ROW EXECUTE FUNCTION crm_context_stands()', one);
            END IF;
        ELSIF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = one AND tgname = 'crm_history_stands') THEN
            EXECUTE format('CREATE TRIGGER crm_history_stands BEFORE UPDATE OR DELETE ON %s
                            FOR EACH STATEMENT EXECUTE FUNCTION crm_history_stands()', one);
            -- For the audit of some days; next to nothing to keep, as rows come in the order of time.
            EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %s USING brin (pgh_created_at)',
                (SELECT relname FROM pg_class WHERE oid = one) || '_when', one);
        END IF;
        FOR other IN
            SELECT DISTINCT CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END
            FROM pg_class AS c CROSS JOIN LATERAL aclexplode(c.relacl) AS g
            WHERE c.oid = one AND g.grantee <> c.relowner AND g.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
        LOOP
            -- A context is written again by the library while it is new: the trigger says what may change.
            EXECUTE format('REVOKE %s ON %s FROM %s',
                CASE WHEN one = to_regclass('public.pghistory_context') THEN 'DELETE, TRUNCATE'
                     ELSE 'UPDATE, DELETE, TRUNCATE' END, one, other);
        END LOOP;
    END LOOP;

    -- The library's own switch is worked by a variable that any session may set: it is taken out.
    EXECUTE $$CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS boolean
              LANGUAGE sql IMMUTABLE AS 'SELECT false'$$;

    -- As in the library, and beyond: what comes without a context (straight SQL, a command) is known by its role.
    -- What a context said first stays. The id is of this transaction, so that all it changes belongs together.
    EXECUTE $$CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS pghistory_context.id%TYPE LANGUAGE plpgsql AS
    'DECLARE
        which uuid := nullif(current_setting(''pghistory.context_id'', true), '''')::uuid;
        told jsonb := nullif(current_setting(''pghistory.context_metadata'', true), '''')::jsonb;
    BEGIN
        IF which IS NOT NULL AND told IS NOT NULL THEN
            INSERT INTO pghistory_context AS c (id, metadata, created_at, updated_at)
            VALUES (which, told, now(), now())
            ON CONFLICT (id) DO UPDATE SET metadata = excluded.metadata || c.metadata, updated_at = excluded.updated_at
            WHERE NOT c.metadata @> excluded.metadata
              AND excluded.metadata || c.metadata <> c.metadata;
        ELSE
            which := md5(pg_current_xact_id()::text || transaction_timestamp()::text)::uuid;
            INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
            VALUES (which, jsonb_build_object(''role'', session_user,
                ''program'', current_setting(''application_name'')), now(), now())
            ON CONFLICT (id) DO NOTHING;
        END IF;
        RETURN which;
    END'$$;
END $guard$;

-- The order to erase -------------------------------------------------------------------------------------------------

-- Never taken out; who ordered it when, and a receipt once it is done, never changed.
CREATE FUNCTION crm_erasure_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.ordered_by_id, NEW.ordered_at) = (OLD.id, OLD.ordered_by_id, OLD.ordered_at)
            AND OLD.status <> 'done'
        THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT FROM crm_staff WHERE id = NEW.ordered_by_id AND role = 'admin' AND left_on IS NULL) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'Only an admin can have somebody erased.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RAISE EXCEPTION 'The receipt of an erasure stays as it is.' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER crm_erasure_stands BEFORE INSERT OR UPDATE OR DELETE ON crm_erasure
    FOR EACH ROW EXECUTE FUNCTION crm_erasure_stands();

CREATE FUNCTION crm_is_being_erased(erasure bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    who bigint[];
BEGIN
    SELECT contacts INTO who FROM crm_erasure WHERE id = erasure AND status = 'running';
    IF who IS NULL THEN
        RAISE EXCEPTION 'Erasure % is not being done.', erasure USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN who;
END $$;

-- The doors: each does one thing, and only for an order that stays on record -------------------------------------------

-- What two records, merged by mistake and parted again, say of one another in their history.
CREATE FUNCTION crm_erase_merged_history(erasure bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    who bigint[] := crm_is_being_erased(erasure);
    rows bigint;
BEGIN
    PERFORM set_config('crm.history_door', 'open', true);
    DELETE FROM crm_contactevent AS e USING crm_merge AS m
    WHERE m.undone_at IS NOT NULL AND m.merged_id = ANY (who) AND NOT m.survivor_id = ANY (who)
      AND e.pgh_obj_id = m.survivor_id
      AND EXISTS (
          SELECT FROM jsonb_each(m.after) AS a (name, value)
          WHERE a.value IS DISTINCT FROM m.before -> a.name AND a.value NOT IN ('""', '[]', 'null')
            AND (to_jsonb(e) -> a.name = a.value
                 OR (jsonb_typeof(a.value) = 'array' AND to_jsonb(e) -> a.name ?| ARRAY(
                     SELECT came FROM jsonb_array_elements_text(a.value) AS came
                     WHERE NOT coalesce(m.before -> a.name, '[]') ? came))));
    GET DIAGNOSTICS rows = ROW_COUNT;
    PERFORM set_config('crm.history_door', '', true);
    RETURN rows;
END $$;

-- The history of contacts that are gone, and of everything that was theirs and is gone.
CREATE FUNCTION crm_erase_history(erasure bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    who bigint[] := crm_is_being_erased(erasure);
    one record;
    rows bigint;
    total bigint := 0;
BEGIN
    IF EXISTS (SELECT FROM crm_contact WHERE id = ANY (who)) THEN
        RAISE EXCEPTION 'The history of a contact that is there stays.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM set_config('crm.history_door', 'open', true);
    DELETE FROM crm_contactevent WHERE pgh_obj_id = ANY (who);
    GET DIAGNOSTICS total = ROW_COUNT;
    FOR one IN
        SELECT c.oid::regclass AS events, a.attname AS of_whom, obj.attname IS NOT NULL AS has_object,
            replace(c.relname, 'event', '') AS live
        FROM pg_class AS c
        JOIN pg_attribute AS label ON label.attrelid = c.oid AND label.attname = 'pgh_label'
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname IN ('contact_id', 'first_id', 'second_id')
        LEFT JOIN pg_attribute AS obj ON obj.attrelid = c.oid AND obj.attname = 'pgh_obj_id'
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    LOOP
        IF one.has_object AND to_regclass(one.live) IS NOT NULL THEN
            -- Also what such a row said while it hung, by a merge or a mistake, on another contact.
            EXECUTE format('DELETE FROM %1$s AS e WHERE NOT EXISTS (SELECT FROM %2$I AS l WHERE l.id = e.pgh_obj_id)
                            AND e.pgh_obj_id IN (SELECT pgh_obj_id FROM %1$s WHERE %3$I = ANY ($1))',
                           one.events, one.live, one.of_whom) USING who;
            GET DIAGNOSTICS rows = ROW_COUNT;
            total := total + rows;
        END IF;
        EXECUTE format('DELETE FROM %s WHERE %I = ANY ($1)', one.events, one.of_whom) USING who;
        GET DIAGNOSTICS rows = ROW_COUNT;
        total := total + rows;
    END LOOP;
    PERFORM set_config('crm.history_door', '', true);
    RETURN total;
END $$;

-- Their addresses and names in the texts of one table, whoever wrote them: `[gone]` stands there instead.
CREATE FUNCTION crm_erase_traces(erasure bigint, target regclass) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    terms text[];
    likes text[];
    pattern text;
    sets text;
    wheres text;
    rows bigint;
BEGIN
    PERFORM crm_is_being_erased(erasure);
    IF target IN ('crm_erasure'::regclass, 'crm_staff'::regclass) THEN
        RAISE EXCEPTION '% is not searched.', target USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- As they are, and as they stand inside JSON.
    SELECT array_agg(DISTINCT form) INTO terms FROM crm_erasure, unnest(traces) AS term,
        LATERAL (VALUES (term), (btrim(to_jsonb(term)::text, '"'))) AS forms (form)
    WHERE id = erasure AND length(term) >= 6;
    IF terms IS NULL THEN
        RETURN 0;
    END IF;
    SELECT '(' || string_agg(regexp_replace(term, '([][\\.*+?^$(){}|])', '\\\1', 'g'), '|' ORDER BY length(term) DESC)
               || ')',
           array_agg('%' || replace(replace(replace(term, '\', '\\'), '%', '\%'), '_', '\_') || '%')
    INTO pattern, likes FROM unnest(terms) AS term;
    SELECT string_agg(format('%1$I = regexp_replace(%1$I::text, $1, ''[gone]'', ''gi'')::%2$s', attname, kind), ', '),
           string_agg(format('%I::text ILIKE ANY ($2)', attname), ' OR ')
    INTO sets, wheres FROM (
        SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS kind
        FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
        WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
          AND t.typname IN ('text', 'varchar', 'bpchar', 'citext', 'jsonb', '_text', '_varchar')
    ) AS texts;
    IF sets IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM set_config('crm.history_door', 'open', true);
    EXECUTE format('UPDATE %s SET %s WHERE %s', target, sets, wheres) USING pattern, likes;
    GET DIAGNOSTICS rows = ROW_COUNT;
    PERFORM set_config('crm.history_door', '', true);
    RETURN rows;
END $$;

-- What is older than the organisation keeps history, and never what is younger than a year.
CREATE FUNCTION crm_forget_history(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    one regclass;
    rows bigint;
    total bigint := 0;
BEGIN
    IF before > now() - interval '365 days' THEN
        RAISE EXCEPTION 'History younger than a year stays.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('crm.history_door', 'open', true);
    FOR one IN
        SELECT c.oid FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'pgh_label' AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('DELETE FROM %s WHERE pgh_created_at < $1', one) USING before;
        GET DIAGNOSTICS rows = ROW_COUNT;
        total := total + rows;
    END LOOP;
    DELETE FROM pghistory_context WHERE updated_at < before;
    PERFORM set_config('crm.history_door', '', true);
    RETURN total;
END $$;

-- The sample's made-up people, once they are taken out: what came with it, or hung on one of them, and is gone.
CREATE FUNCTION crm_forget_sample_history() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    samples uuid[] := ARRAY(SELECT id FROM pghistory_context WHERE metadata @> '{"sample_book": true}');
    people bigint[];
    one record;
    rows bigint;
    total bigint := 0;
BEGIN
    PERFORM set_config('crm.history_door', 'open', true);
    people := ARRAY(SELECT pgh_obj_id FROM crm_contactevent AS e WHERE pgh_label = 'insert'
                    AND pgh_context_id = ANY (samples)
                    AND NOT EXISTS (SELECT FROM crm_contact AS c WHERE c.id = e.pgh_obj_id));
    FOR one IN
        SELECT c.oid::regclass AS events, replace(c.relname, 'event', '') AS live, whom.attname IS NOT NULL AS of_contact
        FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'pgh_obj_id' AND NOT a.attisdropped
        LEFT JOIN pg_attribute AS whom ON whom.attrelid = c.oid AND whom.attname = 'contact_id'
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
          AND to_regclass(replace(c.relname, 'event', '')) IS NOT NULL
    LOOP
        EXECUTE format('DELETE FROM %1$s AS e WHERE NOT EXISTS (SELECT FROM %2$I AS l WHERE l.id = e.pgh_obj_id)
                        AND (%3$s e.pgh_obj_id IN (SELECT pgh_obj_id FROM %1$s
                             WHERE pgh_label = ''insert'' AND pgh_context_id = ANY ($2)))',
                       one.events, one.live, CASE WHEN one.of_contact THEN 'e.contact_id = ANY ($1) OR' ELSE '' END)
            USING people, samples;
        GET DIAGNOSTICS rows = ROW_COUNT;
        total := total + rows;
    END LOOP;
    DELETE FROM pghistory_context WHERE id = ANY (samples);
    PERFORM set_config('crm.history_door', '', true);
    RETURN total;
END $$;

-- Somebody erased stays unasked -------------------------------------------------------------------------------------

CREATE FUNCTION crm_handles_unchecked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    those bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM crm_memory) THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO those FROM fresh WHERE NOT shared;
    ELSE
        SELECT array_agg(fresh.id) INTO those FROM fresh JOIN gone ON gone.id = fresh.id
        WHERE NOT fresh.shared AND (fresh.contact_id, fresh.channel, fresh.key, fresh.shared)
            IS DISTINCT FROM (gone.contact_id, gone.channel, gone.key, gone.shared);
    END IF;
    IF those IS NOT NULL THEN
        INSERT INTO crm_uncheckedhandles (handles) VALUES (those);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_handles_unchecked AFTER INSERT ON crm_handle
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION crm_handles_unchecked();
CREATE TRIGGER crm_handles_changed_unchecked AFTER UPDATE ON crm_handle
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION crm_handles_unchecked();

-- No ask to somebody whose address has not been held against what is remembered: hashing needs a key that is not
-- here, so whoever comes by straight SQL waits until the worker has done it.
CREATE FUNCTION crm_ask_remembers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT NEW.already_made AND NEW.voided_at IS NULL AND EXISTS (
        SELECT FROM crm_uncheckedhandles AS u, unnest(u.handles) AS one (id)
        JOIN crm_handle AS h ON h.id = one.id JOIN crm_contact AS c ON c.id = h.contact_id
        WHERE c.person = (SELECT person FROM crm_contact WHERE id = NEW.contact_id)
    ) THEN
        RAISE EXCEPTION 'Their address has still to be held against those who were erased.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ask_remembers_the_erased';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER crm_ask_remembers BEFORE INSERT ON crm_ask
    FOR EACH ROW EXECUTE FUNCTION crm_ask_remembers();
ALTER TABLE crm_ask ENABLE ALWAYS TRIGGER crm_ask_remembers;

-- Who sees whom -----------------------------------------------------------------------------------------------------

-- With whom a contact was shared while it was private before is forgotten: made private again, it is its owner's.
CREATE FUNCTION crm_contact_unshared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM crm_contact_shared_with WHERE contact_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_contact_unshared AFTER UPDATE OF visibility ON crm_contact
    FOR EACH ROW WHEN (OLD.visibility = 'team' AND NEW.visibility = 'private') EXECUTE FUNCTION crm_contact_unshared();

-- On a sensitive topic the reason of a boundary is not kept: that they asked is enough.
CREATE FUNCTION crm_boundary_without_reason() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM crm_topic WHERE id = NEW.topic_id AND sensitive) THEN
        NEW.note := '';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER crm_boundary_without_reason BEFORE INSERT OR UPDATE OF note, topic_id ON crm_boundary
    FOR EACH ROW WHEN (NEW.topic_id IS NOT NULL AND NEW.note <> '') EXECUTE FUNCTION crm_boundary_without_reason();

CREATE FUNCTION crm_topic_became_sensitive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE crm_boundary SET note = '' WHERE topic_id = NEW.id AND note <> '';
    RETURN NULL;
END $$;
CREATE TRIGGER crm_topic_became_sensitive AFTER UPDATE OF sensitive ON crm_topic
    FOR EACH ROW WHEN (NEW.sensitive AND NOT OLD.sensitive) EXECUTE FUNCTION crm_topic_became_sensitive();

CREATE INDEX history_by_whom ON pghistory_context ((metadata ->> 'user')) WHERE metadata ? 'user';  -- the audit

SELECT crm_guard_history();
