-- What a large import added to the search indexes waits in their lists of pending entries, which every search reads
-- from end to end and the next person to add somebody would have to sort in. Only an index's owner may have that done
-- at once, so that the serving role calls this.
CREATE FUNCTION crm_settle_search() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM gin_clean_pending_list('contact_search');
    PERFORM gin_clean_pending_list('handle_search');
    PERFORM gin_clean_pending_list('contact_tags');
END $$;
