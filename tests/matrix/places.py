"""What stands behind each address: whose record the numbers in it name. An address without an entry fails the test.

- `public`: for everybody, signed in or not.
- `open`: the whole team's; what it tells of contacts is only of those one may see.
- `own`: nobody's but theirs who made it.
- `admin`, `manager`: by role.
- any other word: the number is of a record that hangs on a contact, by that name in `hidden_records`."""

API = {
    "schema": "public", "docs": "public", None: "open",
    "audit": "admin", "retention": "open", "tags": "open", "voices": "open", "contacts-export": "open",
    "voice-contact": "open", "voice-block": "open",
    "contact-bulk": "open", "mention-capture": "open", "source-discover": "open", "source-opml": "open",
    "contact": "contact", "merge": "merge", "duplicate": "duplicate", "interaction": "interaction",
    "promise": "promise", "interest": "interest", "boundary": "boundary", "invitation": "invitation",
    "attestation": "attestation", "candidate": "candidate", "ask": "ask",
    "draft": "own:draft", "import": "own:import", "export": "own:export", "bulk-action": "own:bulk",
    "view": "own:view", "token": "token",
    "topic": "open", "campaign": "open", "policy": "open", "readiness": "open", "mapping": "open", "source": "open",
    "our-handle": "open", "mention": "open", "staff": "open",
    "erasure": "admin", "webhook": "admin", "report": "open",
    "interactions-export": "open", "mention-file": "own:mention_file", "pairing": "open",
    "letter": "letter", "update": "update", "offer": "own:offer",
    "calendar": "own:calendar", "calendar-attempt": "open", "meeting": "own:meeting", "providers": "open",
    "forward-address": "open",
    "acquaintance": "own:acquaintance", "mailbox": "own:mailbox", "mailbox-attempt": "open",
}  # fmt: skip
"""By the first part of the address's name, or by the whole name where it stands."""

SCREENS = {
    "sign_in": "public", "sign_in_link": "public", "sign_out": "public", "manifest": "public",
    "today": "open", "today_weeks": "open",
    "today_snooze": "open", "today_wake": "open", "password": "open", "find": "open",
    "capture": "open", "mention_file": "open", "log": "open", "log_people": "open",
    "contacts": "open", "contact_new": "open", "contacts_export": "open", "contacts_count": "open",
    "contacts_bulk": "open", "contacts_trash": "open", "contacts_tags": "open", "contacts_changes": "open",
    "contacts_duplicates": "open", "view_save": "open", "interaction_undo": "open",
    "contact": "contact", "contact_archive": "contact", "contact_unarchive": "contact",
    "contact_merge_with": "contact", "contact_merge": "contact", "contact_edit": "contact",
    "contact_trash": "contact", "contact_restore": "contact", "contact_interest": "contact",
    "contact_ties": "contact", "contact_boundary": "contact", "contact_attest": "contact", "contact_erase": "contact",
    "contact_file": "contact", "contact_field": "contact", "contact_history": "contact",
    "contact_merge_undo": "merge", "contacts_duplicate_dismiss": "duplicate", "contacts_duplicate_undo": "duplicate",
    "boundary_lift": "boundary", "boundary_restore": "boundary", "promise_keep": "promise",
    "interaction_remove": "interaction", "interaction_counting": "interaction", "interaction_uncount": "interaction",
    "interaction_invitation": "interaction", "candidate_undo": "contact", "candidate_change": "candidate",
    "ask": "contact", "ask_check": "contact", "ask_elsewhere": "contact", "ask_handed": "contact",
    "offer_settle": "own:offer", "offer_boundary": "own:offer",
    "outcome": "ask", "outcome_undo": "ask", "follow_up": "ask", "follow_up_mail": "ask",
    "contacts_change": "own:bulk", "contacts_change_undo": "own:bulk", "view_count": "own:view",
    "view_delete": "own:view", "view_restore": "own:view",
    "import": "own:import", "import_reading": "own:import", "import_load": "own:import", "import_undo": "own:import",
    "import_cancel": "own:import", "import_deck": "own:import", "import_deck_none": "own:import",
    "import_deck_undo": "own:import", "import_listen": "own:import", "import_listen_undo": "own:import",
    "import_refused": "own:import", "imports": "open",
    "opt_out": "public", "hub": "public", "mention_file_new": "open", "mention_file_cancel": "own:mention_file",
    "mention_file_undo": "own:mention_file",
    "mention_file_refused": "own:mention_file", "contact_hand_over": "contact", "interaction_invited": "interaction",
    "invitation_remove": "invitation", "campaign_yeses": "open", "campaign_report": "open", "coverage_add": "ask",
    "coverage_remove": "ask", "coverage_aside": "ask", "update_tell": "ask", "letter_settle": "letter",
    "settings_our_handles": "open", "settings_our_handle_remove": "open", "settings_our_handle_restore": "open",
    "settings_staff_leave": "admin",
    "campaigns": "open", "campaign_new": "open", "campaign": "open", "campaign_brief": "open",
    "rules": "open", "settings": "open", "settings_tokens": "open",
    "settings_token_revoke": "own:token", "sign_in_again": "open", "settings_session_end": "open",
    "settings_staff_second_step": "admin", "event": "open", "event_log": "open", "event_undo": "interaction",
    "share": "open", "share_heard": "open", "worker": "public", "offline": "public", "log_undo": "open",
    "promise_reopen": "promise", "kit": "open", "attestation_withdraw": "attestation",
    "campaign_who": "contact", "campaign_hand_on": "contact", "campaign_wanted": "contact",
    "campaign_introduce": "contact", "reports": "open", "reports_balance": "open", "reports_exceptions": "open",
    "reports_what_if": "open", "reports_file": "open", "rules_new": "open", "rules_of": "open",
    "settings_staff": "admin", "settings_staff_link": "admin", "settings_data": "admin", "settings_erase": "admin",
    "settings_erasure": "admin", "settings_erasure_again": "admin", "settings_audit": "admin",
    "settings_webhooks": "admin", "settings_webhook": "admin", "settings_webhook_secret": "admin",
    "settings_webhook_test": "admin", "settings_webhook_switch": "admin", "settings_webhook_remove": "admin",
    "settings_webhook_again": "admin",
    "connections_address": "open",
    "connections": "open", "calendar_new": "open", "calendar": "own:calendar", "calendar_pause": "own:calendar",
    "calendar_resume": "own:calendar", "calendar_check": "own:calendar", "calendar_disconnect": "own:calendar",
    "mailbox_new": "open", "mailbox": "own:mailbox", "mailbox_pause": "own:mailbox", "mailbox_resume": "own:mailbox",
    "mailbox_disconnect": "own:mailbox", "mailbox_keep": "own:mailbox", "mailbox_forget": "own:mailbox",
    "calendar_keep": "own:calendar", "calendar_forget": "own:calendar",
    "meeting_met": "own:meeting", "meeting_not_met": "own:meeting", "meeting_undo": "own:meeting",
}  # fmt: skip
LISTENING = "listening"
"""Screens whose names begin so are the team's, but for those that name a contact."""
LISTENING_CONTACTS = {"listening_unadopt", "listening_voice_unadopt"}

ACCOUNT = {
    "account_login": "public", "account_logout": "public", "account_inactive": "public",
    "mfa_authenticate": "public", "mfa_login_webauthn": "public",
    "account_reauthenticate": "open", "mfa_reauthenticate": "open", "mfa_reauthenticate_webauthn": "open",
    "mfa_index": "open", "mfa_activate_totp": "open", "mfa_deactivate_totp": "open", "mfa_list_webauthn": "open",
    "mfa_add_webauthn": "open", "mfa_edit_webauthn": "own:passkey", "mfa_remove_webauthn": "own:passkey",
    "mfa_view_recovery_codes": "open", "mfa_generate_recovery_codes": "open", "usersessions_list": "open",
}  # fmt: skip
"""Below /account/: `public` is on the way in, before one is known; all else shows one's own account alone."""
