"""Steps that bring what an earlier version stored up to date; each runs once."""

from crm import db, tenancy
from plugins.campaigns.service import recount, turffollowing


def count_anew() -> None:
    """Counters that did not exist, or went by UTC days: count the records, in every local."""
    for local in db.collection("locals").find({"listed": "yes"}):
        with tenancy.local_scope(local["_id"], local=local):
            recount.all_campaigns(True)


def give_turf() -> None:
    """Units from before there was turf: who was an organizer's comes into a turf of theirs."""
    for local in db.collection("locals").find({"listed": "yes"}):
        with tenancy.local_scope(local["_id"], local=local):
            turffollowing.give_turf()
            recount.all_campaigns(True)
