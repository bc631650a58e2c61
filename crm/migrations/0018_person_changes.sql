-- As in 0002, and now it notes whose person changed among those to whom we wrote something: what was sent to two
-- people is judged otherwise once they are one (crm.genuine.people).
CREATE OR REPLACE FUNCTION crm_link_people(touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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
    ), changed AS (
        UPDATE crm_contact SET person = named.person
        FROM named WHERE crm_contact.id = named.id AND crm_contact.person <> named.person
        RETURNING crm_contact.id
    )
    INSERT INTO crm_personchange (contact_id)
    SELECT id FROM changed
    WHERE EXISTS (SELECT FROM crm_interaction AS i WHERE i.contact_id = changed.id AND i.fingerprint <> '')
       OR EXISTS (SELECT FROM crm_ask AS a WHERE a.contact_id = changed.id AND a.fingerprint <> '');
END $$;
