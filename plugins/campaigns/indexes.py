"""The collections of campaigns and the indexes that serve their pages (local_id leads each)."""

from crm.queryshape import Index

INDEXES = {
    "campaigns_campaigns": (Index("status", "name"),),
    "campaigns_members": (
        Index("campaign_id", "sort_key"),
        Index("campaign_id", "organizer", "sort_key"),
        Index("campaign_id", "turf_id", "sort_key"),
        Index("campaign_id", "cell", "sort_key"),
        Index("organizer", "follow_up"),
        Index("campaign_id", "leader"),
        Index("follows"),
        Index("person_id"),
    ),
    "campaigns_contacts": (
        Index("person_id", "at"),
        Index("campaign_id", "at"),
        Index("by", "at"),
    ),
    "campaigns_tests": (Index("campaign_id", "opens"),),
    "campaigns_cards": (
        Index("person_id"),
        Index("campaign_id", "signed_on"),
        Index("import_id"),
    ),
    "campaigns_signatures": (
        Index("campaign_id", "state", "at"),
        Index("person_id"),
        Index("ref", "state"),
    ),
    "campaigns_scans": (Index("card_id", "number"),),
    "campaigns_assessments": (Index("person_id", "at"), Index("campaign_id", "at")),
    "campaigns_incidents": (Index("campaign_id", "day"), Index("people")),
    "campaigns_tasks": (
        Index("campaign_id", "state", "due"),
        Index("owner", "state", "due"),
        Index("person_id"),
    ),
    "campaigns_events": (Index("campaign_id", "day"),),
    "campaigns_turnout": (
        Index("event_id", "sort_key"),
        Index("event_id", "added_by"),
        Index("person_id"),
        Index("campaign_id"),
    ),
    "campaigns_turnout_merged": (
        Index("merge_id"),
        Index("person_id"),
        Index("at", expires=30 * 86400),
    ),
    # days worked, one record per person, sheet and day
    "campaigns_stints": (Index("campaign_id", "day"), Index("person_id"), Index("import_id")),
    "campaigns_counters": (Index("campaign_id", "kind", "key"),),
    "campaigns_kept_cells": (Index("at", expires=3600),),
    "campaigns_looks": (Index("account_id"),),
    "campaigns_merged": (
        Index("merge_id"),
        Index("person_id"),
        Index("at", expires=30 * 86400),
    ),
    "campaigns_import_undo": (Index("import_id"), Index("at", expires=30 * 86400)),
    # call lists: a list's people, in order; one lock per person (see service/locks.py)
    "campaigns_queues": (Index("campaign_id"), Index("created_at", expires=90 * 86400)),
    "campaigns_queue_items": (
        Index("queue_id", "state", "pos"),
        Index("person_id"),
        Index("at", expires=90 * 86400),
    ),
    "campaigns_locks": (Index("by"), Index("person_id"), Index("until", expires=0)),
    # sheets of paper: who stands on which line, under which code
    "campaigns_sheets": (Index("campaign_id", "created_at"), Index("code", unique=True)),
    "campaigns_sheet_rows": (Index("sheet_id", "number"), Index("person_id")),
    # what was marked in a batch, by whom
    "campaigns_marks": (Index("by", "at"), Index("person_id")),
    # turf: who answers for whom, and every move
    "campaigns_turfs": (Index("campaign_id"), Index("organizer")),
    "campaigns_turf_moves": (Index("campaign_id", "at"), Index("person_id", "at")),
}
