-- What happened goes into the outbox in the transaction in which it did, whichever door it came through, and one
-- job a transaction takes it from there. While nobody listens for an event, it costs one look at a tiny table.

-- Whether any webhook listens. What an import brings is told as one event of its own, not as one for each row.
CREATE FUNCTION crm_webhooks_listen(kinds text[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM crm_webhook WHERE active AND events::text[] && kinds)
        AND coalesce(current_setting('pghistory.context_metadata', true), '') NOT LIKE '%"import_job"%'
$$;

CREATE FUNCTION crm_webhooks_queue() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('listenlarge.webhooks_queued', true), '') = pg_current_xact_id()::text THEN
        RETURN;
    END IF;
    PERFORM set_config('listenlarge.webhooks_queued', pg_current_xact_id()::text, true);
    INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'crm.dispatch_webhooks', '{}');
END $$;

CREATE FUNCTION crm_webhook_contact_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF crm_webhooks_listen(ARRAY['contact.created']) THEN
        INSERT INTO crm_webhookevent (kind, subject_id, contact_id, details, txid, at)
        SELECT 'contact.created', id, id, '{}', pg_current_xact_id()::text::bigint, now() FROM touched;
        PERFORM crm_webhooks_queue();
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_webhook_contact_made AFTER INSERT ON crm_contact
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION crm_webhook_contact_made();

CREATE FUNCTION crm_webhook_contact_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF crm_webhooks_listen(ARRAY['contact.changed', 'contact.trashed', 'contact.restored', 'contact.merged']) THEN
        INSERT INTO crm_webhookevent (kind, subject_id, contact_id, details, txid, at)
        SELECT kind, id, id, details, pg_current_xact_id()::text::bigint, now()
        FROM (
            SELECT n.id,
                CASE
                    WHEN n.merged_into_id IS NOT NULL AND o.merged_into_id IS NULL THEN 'contact.merged'
                    WHEN n.trashed_at IS NOT NULL AND o.trashed_at IS NULL THEN 'contact.trashed'
                    WHEN n.trashed_at IS NULL AND o.trashed_at IS NOT NULL THEN 'contact.restored'
                    ELSE 'contact.changed'
                END AS kind,
                array_remove(ARRAY[
                    CASE WHEN n.name <> o.name THEN 'name' END,
                    CASE WHEN n.organization <> o.organization THEN 'organization' END,
                    CASE WHEN n.title <> o.title THEN 'title' END,
                    CASE WHEN n.location <> o.location THEN 'location' END,
                    CASE WHEN n.timezone <> o.timezone THEN 'timezone' END,
                    CASE WHEN n.language <> o.language THEN 'language' END,
                    CASE WHEN n.notes <> o.notes THEN 'notes' END,
                    CASE WHEN n.tags <> o.tags THEN 'tags' END,
                    CASE WHEN n.visibility <> o.visibility THEN 'visibility' END,
                    CASE WHEN n.owner_id <> o.owner_id THEN 'owner' END,
                    CASE WHEN n.external_id <> o.external_id THEN 'external_id' END,
                    CASE WHEN n.origin <> o.origin THEN 'origin' END,
                    CASE WHEN n.via <> o.via THEN 'via' END,
                    CASE WHEN n.collected_on IS DISTINCT FROM o.collected_on THEN 'collected_on' END,
                    CASE WHEN n.informed_on IS DISTINCT FROM o.informed_on THEN 'informed_on' END,
                    CASE WHEN n.archived_at IS DISTINCT FROM o.archived_at THEN 'archived_at' END
                ], NULL) AS changed,
                n.merged_into_id
            FROM touched AS n JOIN before AS o ON o.id = n.id
        ) AS seen
        CROSS JOIN LATERAL (SELECT CASE kind
            WHEN 'contact.merged' THEN jsonb_build_object('into', merged_into_id)
            WHEN 'contact.changed' THEN jsonb_build_object('changed', changed)
            ELSE '{}' END AS details) AS told
        WHERE kind <> 'contact.changed' OR changed <> '{}';
        IF FOUND THEN
            PERFORM crm_webhooks_queue();
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_webhook_contact_changed AFTER UPDATE ON crm_contact
    REFERENCING OLD TABLE AS before NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION crm_webhook_contact_changed();

CREATE FUNCTION crm_webhook_handles_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF crm_webhooks_listen(ARRAY['contact.changed']) THEN
        INSERT INTO crm_webhookevent (kind, subject_id, contact_id, details, txid, at)
        SELECT DISTINCT 'contact.changed', contact_id, contact_id, '{"changed": ["handles"]}'::jsonb,
            pg_current_xact_id()::text::bigint, now()
        FROM touched;
        IF FOUND THEN
            PERFORM crm_webhooks_queue();
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_webhook_handles_made AFTER INSERT ON crm_handle
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION crm_webhook_handles_changed();
CREATE TRIGGER crm_webhook_handles_changed AFTER UPDATE ON crm_handle
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION crm_webhook_handles_changed();
CREATE TRIGGER crm_webhook_handles_gone AFTER DELETE ON crm_handle
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION crm_webhook_handles_changed();

CREATE FUNCTION crm_webhook_interaction_logged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF crm_webhooks_listen(ARRAY['interaction.logged']) THEN
        INSERT INTO crm_webhookevent (kind, subject_id, contact_id, details, txid, at)
        SELECT 'interaction.logged', id, contact_id,
            jsonb_build_object('staff', staff_id, 'channel', channel, 'direction', direction, 'kind', kind,
                'occurred_at', occurred_at),
            pg_current_xact_id()::text::bigint, now()
        FROM touched;
        PERFORM crm_webhooks_queue();
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_webhook_interaction_logged AFTER INSERT ON crm_interaction
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION crm_webhook_interaction_logged();

CREATE FUNCTION crm_webhook_ask_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF crm_webhooks_listen(ARRAY['ask.opened']) THEN
        INSERT INTO crm_webhookevent (kind, subject_id, contact_id, details, txid, at)
        SELECT 'ask.opened', id, contact_id,
            jsonb_build_object('staff', staff_id, 'campaign', campaign_id, 'channel', channel, 'asked_at', asked_at),
            pg_current_xact_id()::text::bigint, now()
        FROM touched;
        PERFORM crm_webhooks_queue();
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_webhook_ask_opened AFTER INSERT ON crm_ask
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION crm_webhook_ask_opened();

CREATE FUNCTION crm_webhook_ask_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF crm_webhooks_listen(ARRAY['ask.outcome']) THEN
        INSERT INTO crm_webhookevent (kind, subject_id, contact_id, details, txid, at)
        SELECT 'ask.outcome', n.id, n.contact_id,
            jsonb_build_object('staff', n.staff_id, 'campaign', n.campaign_id, 'outcome', n.outcome),
            pg_current_xact_id()::text::bigint, now()
        FROM touched AS n JOIN before AS o ON o.id = n.id WHERE n.outcome <> o.outcome;
        IF FOUND THEN
            PERFORM crm_webhooks_queue();
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_webhook_ask_outcome AFTER UPDATE ON crm_ask
    REFERENCING OLD TABLE AS before NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION crm_webhook_ask_outcome();

CREATE FUNCTION crm_webhook_boundary_noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF crm_webhooks_listen(ARRAY['boundary.noted']) THEN
        INSERT INTO crm_webhookevent (kind, subject_id, contact_id, details, txid, at)
        SELECT 'boundary.noted', id, contact_id,
            jsonb_build_object('scope', scope, 'origin', origin, 'until', until),
            pg_current_xact_id()::text::bigint, now()
        FROM touched;
        PERFORM crm_webhooks_queue();
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_webhook_boundary_noted AFTER INSERT ON crm_boundary
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION crm_webhook_boundary_noted();

CREATE FUNCTION crm_webhook_boundary_lifted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF crm_webhooks_listen(ARRAY['boundary.lifted']) THEN
        INSERT INTO crm_webhookevent (kind, subject_id, contact_id, details, txid, at)
        SELECT 'boundary.lifted', n.id, n.contact_id, jsonb_build_object('scope', n.scope, 'origin', n.origin),
            pg_current_xact_id()::text::bigint, now()
        FROM touched AS n JOIN before AS o ON o.id = n.id
        WHERE n.lifted_at IS NOT NULL AND o.lifted_at IS NULL;
        IF FOUND THEN
            PERFORM crm_webhooks_queue();
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_webhook_boundary_lifted AFTER UPDATE ON crm_boundary
    REFERENCING OLD TABLE AS before NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION crm_webhook_boundary_lifted();

-- One row at a time, and rarely: an import says itself that it is done.
CREATE FUNCTION crm_webhook_import_done() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM crm_webhook WHERE active AND events::text[] && ARRAY['import.done']) THEN
        INSERT INTO crm_webhookevent (kind, subject_id, staff_id, details, txid, at)
        VALUES ('import.done', NEW.id, NEW.staff_id,
            jsonb_build_object('created', NEW.created, 'updated', NEW.updated, 'unchanged', NEW.unchanged,
                'refused', NEW.refused),
            pg_current_xact_id()::text::bigint, now());
        PERFORM crm_webhooks_queue();
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER crm_webhook_import_done AFTER UPDATE OF status ON crm_importjob
    FOR EACH ROW WHEN (NEW.status = 'done' AND OLD.status <> 'done' AND NOT NEW.dry_run)
    EXECUTE FUNCTION crm_webhook_import_done();
