"""The core's collections and their indexes, in one readable table.

Collections of a local have `local_id` put before the keys (see `migrations.ensure_indexes`).
"""

from crm.queryshape import Index

CORE: dict[str, tuple[Index, ...]] = {
    # of no local
    "accounts": (Index("email", unique=True), Index("memberships.local_id")),
    "sessions": (Index("account_id"), Index("ends_at", expires=0)),
    "locals": (Index("parent"), Index("listed")),
    "public_links": (
        Index("expires_at", expires=0),
        Index("account_id"),
        Index("local_id", "purpose"),
    ),
    "jobs": (Index("state", "run_after"), Index("local_id", "created_at"), Index("key")),
    "migrations": (),
    "tokens": (Index("account_id"), Index("expires_at", expires=0)),
    "outbox": (Index("state", "run_after"),),
    "throttles": (Index("expires_at", expires=0),),
    "sentinel": (),
    "schedules": (),
    # reference data of the whole suite
    "elections": (
        Index("unit_key"),
        Index("employer_keys", "tally_date"),
        Index("affiliations", "tally_date"),
        Index("unions", "tally_date"),
        Index("city_key", "tally_date"),
        Index("state", "tally_date"),
        Index("tokens"),
    ),
    "election_imports": (Index("created_at"),),
    "election_chunks": (Index("import_id", "number"),),
    "recognition_rules": (Index("jurisdiction"), Index("listed")),
    "suite_audit": (Index("at"),),
    # of a local
    "people": (
        Index("status", "sort_key"),
        Index("kw", "sort_key"),
        Index("phone_keys"),
        Index("email_keys"),
        Index("external_keys"),
        Index("name_key"),
        Index("scopes", "sort_key"),
        Index("created_by", "sort_key"),
        Index("marks"),
        Index("created_at"),
        Index("workplace_ids", "sort_key"),
        Index("deleted_at"),
        Index("updated_at"),
        Index("relations.person_id"),
    ),
    "workplaces": (
        Index("keys", unique=True),
        Index("kind", "sort_key"),
        Index("parent_id", "sort_key"),
        Index("path"),
        Index("kw"),
    ),
    "work_changes": (
        Index("listed", "day"),
        Index("employer_id", "day"),
        Index("workplace_id"),
        Index("job_class_key", "day"),
    ),
    "audit": (Index("at"), Index("people", "at"), Index("actor", "at")),
    "audit_seals": (Index("number", unique=True),),
    "lists": (Index("owner", "name"), Index("shared", "name")),
    "list_rows": (Index("list_id", "sort_key"), Index("person_id")),
    "imports": (Index("created_at"),),
    "import_rows": (
        Index("plan_id", "number"),
        Index("plan_id", "state", "position"),
        Index("person_id"),
    ),
    "import_chunks": (Index("import_id", "number"), Index("people")),
    "mappings": (Index("shape"),),
    "merges": (Index("created_at"), Index("kept_id"), Index("gone_id"), Index("undo_until")),
    "duplicates": (Index("state", "score"), Index("people")),
    "custom_fields": (Index("order"),),
    "exports": (Index("created_at"),),
    "export_chunks": (Index("export_id", "number"), Index("expires_at")),
    "access_requests": (Index("state", "at"), Index("person_id")),
    "counters": (Index("kind", "key"),),
    "idempotency": (Index("created_at", expires=7 * 86400),),
    "settings": (),
}
