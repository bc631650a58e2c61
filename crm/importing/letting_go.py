"""Of an import that is taken back: the asks, promises, invitations and ties from before that it brought.

Asks are voided by a manager, with the reason, and stay for good otherwise. The others go, unless somebody changed them
since; whoever they belong to is then kept, too.
"""

_BROUGHT = "SELECT record FROM crm_broughtrecord WHERE job_id = %(job)s AND kind = '{kind}'"
BROUGHT_ASKS = _BROUGHT.format(kind="ask")
_TABLES = {
    "ask": ("crm_ask", "They were asked since."),
    "promise": ("crm_promise", "There are promises to them since."),
    "invitation": ("crm_invitation", "They invited us since."),
    "attestation": ("crm_attestation", "Somebody vouched for them since."),
}

# First what points at exchanges. An invitation on which somebody asked since stays.
LET_GO = [
    f"""
    CREATE TEMP TABLE undo_tie ON COMMIT DROP AS
    SELECT staff_id, contact_id, fingerprint FROM crm_ask WHERE id IN ({_BROUGHT.format(kind="ask")})
    UNION SELECT staff_id, contact_id, '' FROM crm_attestation WHERE id IN ({_BROUGHT.format(kind="attestation")})
    """,  # noqa: S608  names of ours, here and below
    f"DELETE FROM crm_promise WHERE version = 1 AND id IN ({_BROUGHT.format(kind='promise')})",  # noqa: S608
    f"DELETE FROM crm_attestation WHERE version = 1 AND id IN ({_BROUGHT.format(kind='attestation')})",  # noqa: S608
    f"""
    DELETE FROM crm_invitation WHERE version = 1 AND id IN ({_BROUGHT.format(kind="invitation")})
      AND (used_by_id IS NULL OR used_by_id IN ({_BROUGHT.format(kind="ask")}))
    """,  # noqa: S608
]
TIES = "SELECT staff_id, contact_id, fingerprint FROM undo_tie"
ANSWERED_SINCE = """
    UPDATE undo_interaction AS u SET why = 'Somebody answered it since.'
    WHERE why = '' AND EXISTS (
        SELECT FROM crm_interaction AS i WHERE i.answers_id = u.id AND i.import_job_id IS DISTINCT FROM %(job)s)
"""
DEALT_SINCE = [
    f"""
    UPDATE undo_contact AS u SET why = '{sentence}'
    WHERE why = '' AND EXISTS (
        SELECT FROM {table} AS t WHERE t.contact_id = u.id
        AND (t.version > 1 OR t.id NOT IN ({_BROUGHT.format(kind=kind)})))
    """  # noqa: S608
    for kind, (table, sentence) in _TABLES.items()
]
VOID = f"""
    UPDATE crm_ask SET voided_at = %(now)s, voided_by_id = %(me)s, void_reason = %(reason)s, version = version + 1,
        updated_at = %(now)s
    WHERE id IN ({_BROUGHT.format(kind="ask")}) AND version = 1 AND voided_at IS NULL AND %(manager)s
"""  # noqa: S608
