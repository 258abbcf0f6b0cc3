"""Recognition rules: thresholds, card life and time limits by jurisdiction.

Reference data of the whole suite, dated and with its source. The starting set is
data/recognition_rules.csv; the suite's administrator changes them (`rulebook`). Not here:
working out whether a campaign meets a threshold.
"""

import csv
from pathlib import Path
from typing import Any

from crm import db
from crm.errors import Invalid
from crm.i18n import _

SEED = Path(__file__).parent / "data" / "recognition_rules.csv"
KIND_LABELS = {
    "showing_of_interest": _("Showing of interest"),
    "card_life": _("How long a card counts"),
    "election_won_by": _("Election won by"),
    "election_bar": _("Election bar"),
    "voter_list_due": _("Voter list due"),
    "ulp_charge_limit": _("Time limit for a ULP charge"),
    "bargaining_order_doctrine": _("Bargaining orders"),
    "certified_without_vote": _("Certified without a vote"),
    "vote_from": _("Vote held from"),
}
COMPARE_LABELS = {"at least": _("at least"), "at most": _("at most"), "more than": _("more than")}
UNIT_LABELS = {
    "percent of the unit": _("% of the unit"),
    "percent of the votes cast": _("% of the votes cast"),
    "months": _("months"),
    "days": _("days"),
    "business days": _("business days"),
}
CERTAINTY_LABELS = {"high": _("high"), "medium": _("medium"), "low": _("low")}


def _seed() -> list[dict[str, Any]]:
    with SEED.open(encoding="utf-8", newline="") as table:
        rows: list[dict[str, Any]] = list(csv.DictReader(table))
    for row in rows:
        row["value"] = int(row["value"]) if row["value"] else None
        row["listed"], row["origin"] = "yes", "seed"
    return rows


def load_recognition_rules() -> int:
    """Store the starting set; gives how many rules were new or changed.

    Safe to repeat; rules that the suite's administrator has changed (origin not 'seed') stay.
    Call it in the suite scope.
    """
    stored = {rule["_id"]: rule for rule in every()}
    changes = []
    for row in _seed():
        rule_id = f"{row['jurisdiction']}|{row['kind']}"
        known = stored.get(rule_id)
        if known is None or (known["origin"] == "seed" and known != {"_id": rule_id, **row}):
            changes.append(({"_id": rule_id}, {"$set": row}, True))
    db.collection("recognition_rules").bulk(changes)
    return len(changes)


def migrate() -> None:
    """The core's migration that stores the starting set."""
    load_recognition_rules()


def every() -> list[dict[str, Any]]:
    """All rules, in the order of the starting set's jurisdictions, then kinds."""
    found = db.collection("recognition_rules").find({"listed": "yes"})
    return sorted(found, key=lambda rule: (not rule["jurisdiction"].startswith("US"), rule["_id"]))


def jurisdictions() -> dict[str, str]:
    """Codes of the jurisdictions on file with the names of the places."""
    return {rule["jurisdiction"]: rule["place"] for rule in every()}


def on_file(code: str) -> str:
    """The code itself, or ''; Invalid where no rule on file or of the starting set has it."""
    if code and code not in jurisdictions() and all(r["jurisdiction"] != code for r in _seed()):
        raise Invalid(
            {"jurisdiction": [_("This jurisdiction is not on file: choose one of the list.")]}
        )
    return code


def of(jurisdiction: str) -> dict[str, dict[str, Any]]:
    """The rules of a jurisdiction by kind; {} for an unknown one.

    A rule has value (a whole number or None), compare ('at least', 'at most', 'more than'), unit,
    note, source, certainty ('high', 'medium', 'low') and checked (year and month).
    """
    if not jurisdiction:
        return {}
    found = db.collection("recognition_rules").find({"jurisdiction": jurisdiction})
    return {rule["kind"]: rule for rule in found}
