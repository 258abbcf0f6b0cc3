"""Recount: how many people and rows of lists bear each title; comparing and repairing."""

from collections import Counter

from crm import db
from plugins.jobclasses.service import titlelists, titles

EVERY = {"title_key": {"$gte": ""}}


def counted() -> Counter[str]:
    """Uses of each folded title: people (those merged into others aside) and rows of lists."""
    found: Counter[str] = Counter()
    for row in db.collection("jobclasses_people").find(EVERY):
        if row["title_key"] and not row.get("aside"):
            found[row["title_key"]] += 1
    for each in titlelists.recent(limit=0):
        for row in db.collection("jobclasses_list_rows").find({"list_id": each["_id"]}):
            found[row["title_key"]] += row["number"] <= each["next"]
    return +found


@db.atomic
def differences(repair: bool = False) -> list[str]:
    """One line per title whose uses are off; with `repair` they are set right."""
    right, lines = counted(), []
    for row in db.collection("jobclasses_mappings").find(EVERY):
        uses = right.pop(row["title_key"], 0)
        if uses == row["uses"]:
            continue
        lines.append(f"uses of “{row['title']}”: stored {row['uses']}, counted {uses}")
        if repair:
            rank = titles.rank(uses, row["title_key"], skipped=row["skipped"])
            change = {"$set": {"uses": uses, "rank": rank}}
            db.collection("jobclasses_mappings").update({"_id": row["_id"]}, change)
    return lines + [f"no row for the title “{key}”" for key in sorted(right)]
