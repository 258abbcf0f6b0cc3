"""A valid form or JSON body for each write, from what a local holds (see `seed`).

An endpoint that is not here takes nothing but its address. Values that are ids of the seed are
swapped for the other local's by the tenant tests; keep them whole strings.
"""

from collections.abc import Callable
from typing import Any

from crm.people import forms, sections
from tests.factories import PASSWORD, SOON
from tests.security import areas
from tests.security.seed import EMPLOYER, KEY, Values

Body = dict[str, Any]

FORMS: dict[str, Callable[[Values], Body]] = {
    "accounts.change_password": lambda _v: {
        "current": PASSWORD, "password": "another long phrase for tests"},
    "accounts.confirm_post": lambda _v: {"password": PASSWORD},
    "accounts.end_session": lambda _v: {"session_id": "x" * 64},
    "accounts.first_run_post": lambda _v: {
        "token": "x", "local_name": "L", "slug": "new", "kind": "local", "name": "N",
        "email": "n@example.org", "password": "a long phrase for tests"},
    "accounts.forgotten_post": lambda _v: {"email": "organizer@example.org"},
    "accounts.load_demo": lambda _v: {"token": "x"},
    "accounts.login_post": lambda _v: {"email": "nobody@example.org", "password": PASSWORD},
    "accounts.new_token_post": lambda _v: {
        "name": "t", "permissions": ["local.view"], "days": "90"},
    "accounts.rename": lambda _v: {"name": "Another Name"},
    "accounts.second_factor_post": lambda _v: {"code": "123456"},
    "accounts.theme": lambda _v: {"theme": "dark", "from": "account"},
    "admin.audit_download": lambda _v: {"since": "2026-01-01", "until": "2026-02-01"},
    "admin.invite_post": lambda _v: {"email": "new@example.org", "roles": ["organizer"]},
    "admin.leave": lambda v: {"heir": v["heir_id"]},
    "admin.local_post": lambda _v: {
        "name": "Local 764", "time_zone": "America/Chicago", "phone_region": "US"},
    "admin.new_local_post": lambda _v: {
        "name": "New", "slug": "new-local", "kind": "local", "email": "n@example.org"},
    "admin.plugin_settings_post": lambda _v: {
        "issues": "Pay", "asks": "Sign", "again_after": "1\n3", "age_limit_days": "60"},
    "admin.role_post": lambda _v: {"permissions": ["local.view"]},
    "admin.set_parent": lambda _v: {"parent": "local-33"},
    "admin.set_roles": lambda _v: {"roles": ["lead"]},
    "campaigns.add": lambda v: {"person_id": v["second_id"]},
    "campaigns.assess": lambda _v: {"assessment": "4", "provenance": "stated"},
    "campaigns.assign": lambda v: {"members": [v["person_id"]], "organizer": v["organizer_id"]},
    "campaigns.contact_log": lambda _v: {
        "key": "f" * 24, "kind": "phone", "result": "talked", "assessment": "3",
        "provenance": "stated", "issues": ["Pay"], "ask": "Sign a card", "answer": "maybe",
        "follow_up": SOON, "note": "said hello"},
    "campaigns.contact_quick": lambda _v: {
        "key": "e" * 24, "result": "no-answer", "kind": "phone"},
    "campaigns.create": lambda v: {
        "name": "Second act", "employer": "Example", "stage": "research",
        "worksites": "Stage door", "jurisdiction": "US-NLRA", "size": "12",
        "unit_definition": "all", "size_source": "listed", "size_date": "2026-01-01",
        "filing_date": "2026-01-02", "vote_date": "2026-01-03"},
    "campaigns.member_save": lambda v: {
        "version": str(v["member_version"]), "leader": "yes", "follow_up": SOON},
    "campaigns.note_save": lambda _v: {"note": "corrected"},
    "campaigns.save": lambda v: {
        "version": str(v["campaign_version"]), "name": "Renamed", "employer": "Example",
        "stage": "cards", "size_source": "listed", "size": "12"},
    "campaigns.team": lambda v: {"account_id": v["heir_id"], "role": "organizer"},
    "duplicates.find": lambda _v: {},
    "exports.create": lambda v: {
        "list_id": "", "format": "csv", "fields": ["mobile"], "reason": "for the file"},
    "imports.answer": lambda v: {"number": v["question"], "answer": v["second_id"]},
    "imports.answers": lambda _v: {"answer": "skip"},
    "imports.save_columns": lambda v: {
        "field": ["first_name", "last_name", "email", "department"], "tag": "t",
        "update": "yes", "date_order": "", "id_source": "employer"},
    "imports.sheet": lambda _v: {"sheet": ""},
    "imports.upload": lambda _v: {"target": []},
    "lists.cell_save": lambda v: {"version": str(v["person_version"]), "value": "they"},
    "lists.change": lambda v: {
        "name": "Renamed list", "shared": "yes", "version": "1", "columns": ["phone"],
        "t.r.op": "all",
        "t.r-0.filter": "tag", "t.r-0.v.tag": f"{v['word']}-tag"},
    "lists.create": lambda v: {
        "name": "New list", "columns": ["phone"], "t.r.op": "all",
        "t.r-0.filter": "tag", "t.r-0.v.tag": f"{v['word']}-tag"},
    "lists.run": lambda v: {
        "action": "add_tag", "scope": "page", "people": [v["person_id"]], "tag": "new"},
    "merges.create": lambda v: {
        "kept_id": v["person_id"], "gone_id": v["second_id"],
        "kept_version": str(v["person_version"]), "gone_version": str(v["second_version"]),
        "choice.first_name": "gone"},
    "people.add_field": lambda _v: {"label": "Shoe size", "kind": "choice", "options": "7\n8"},
    "people.alike": lambda _v: {"first_name": "Ada", "last_name": "Ours Tester"},
    "people.change_field": lambda _v: {"label": "Renamed field", "options": ""},
    "people.create": lambda _v: {
        "first_name": "New", "last_name": "Worker", "phones-0-number": "+12125550199",
        "emails-0-address": "new.worker@example.org", "tags": "one, two", "notes": "n",
        "employments-0-employer": "Example", "employments-0-department": "Hair"},
    "people.flag": lambda v: {"number": v["phone"], "good": "yes"},
    "people.pick": lambda _v: {"words": "Ada", "name": "relations-1-person_id"},
    "people.save": lambda v: {
        "version": str(v["person_version"]), "seen": v["seen"], "first_name": "Changed",
        "last_name": "Name", "pronouns": "they"},
    "people.set_do_not_contact": lambda _v: {"reason": "asked for it", "lift": "ask again"},
    "search.all_results": lambda _v: {"words": "Ada"},
    "search.results": lambda _v: {"words": "Ada"},
    "workplaces.create": lambda v: {
        "kind": "worksite", "name": "Stage door", "parent_id": v["workplace_id"],
        "aliases": "Back door", "city": "X", "state": "NY", "jurisdiction": "", "notes": "n"},
    "workplaces.election_import_start": lambda _v: {},
    "workplaces.merge_post": lambda v: {"into": v["twin_id"]},
    "workplaces.record_add": lambda _v: {"key": EMPLOYER, "places": ["New Haven, CT"]},
    "workplaces.update": lambda v: {
        "version": str(v["workplace_version"]), "name": "Renamed", "city": "", "notes": "n"},
}  # fmt: skip

JSON: dict[str, Callable[[Values], Body]] = {
    "campaigns_api.log_contact": lambda _v: {
        "key": "d" * 24, "kind": "phone", "result": "talked", "assessment": 3,
        "provenance": "stated", "issues": ["Pay"], "ask": "", "answer": "", "follow_up": "",
        "note": "said hello"},
    "people_api.create_person": lambda v: {
        "first_name": "New", "last_name": "Worker", "notes": "n", "tags": ["one"],
        "phones": [{"number": "+12125550198"}], "emails": [{"address": "api@example.org"}],
        "relations": [{"person_id": v["second_id"], "kind": "friend"}],
        "employments": [{"employer": "Example", "workplace_id": v["workplace_id"]}]},
    "people_api.set_do_not_contact": lambda _v: {"reason": "asked for it"},
    "people_api.update_person": lambda v: {
        "version": v["person_version"], "first_name": "Changed", "tags": ["two"],
        "custom": {v["field_id"]: "text"},
        "relations": [{"person_id": v["second_id"], "kind": "friend"}]},
    "workplaces_api.create_workplace": lambda v: {
        "kind": "worksite", "name": "Stage door", "parent_id": v["workplace_id"],
        "aliases": ["Back door"], "notes": "n"},
    "workplaces_api.update_workplace": lambda v: {
        "version": v["workplace_version"], "name": "Renamed", "aliases": []},
}  # fmt: skip

QUERIES: dict[str, Callable[[Values], Body]] = {
    "accounts.first_run": lambda _v: {"token": "x"},
    "admin.audit": lambda v: {
        "since": "2026-01-01", "until": "2026-02-01", "actor": v["organizer_id"],
        "action": "create", "after": "1|x"},
    "campaigns.chart_cell": lambda v: {
        "rows": "department", "columns": "shift", "row": f"{v['word']} Wardrobe", "column": "Day"},
    "campaigns.contact_form": lambda _v: {"kind": "phone"},
    "campaigns.index": lambda _v: {"closed": "1"},
    "campaigns.new": lambda v: {"employer": v["word"]},
    "campaigns.unit_list": lambda v: {
        "after": "", "assessment": "2", "department": f"{v['word']} Wardrobe", "shift": "Day",
        "organizer": v["organizer_id"], "due": "yes", "letter": "t"},
    "campaigns.wall_chart": lambda _v: {"rows": "department", "columns": "shift"},
    "campaigns_api.list_unit": lambda v: {
        "assessment": "2", "organizer": v["organizer_id"], "letter": "t"},
    "exports.new": lambda v: {"list_id": v["list_id"]},
    "imports_api.rows": lambda _v: {"state": "problem", "after": "0"},
    "imports.rows": lambda _v: {"state": "problem", "after": "0"},
    "lists.show": lambda _v: {"page": "0"},
    "lists.state": lambda _v: {"since": "x"},
    "duplicates.index": lambda _v: {"below": "50"},
    "merges.compare": lambda v: {"kept": v["person_id"], "gone": v["second_id"]},
    "people.index": lambda v: {"after": f"tester|{v['person_id']}", "letter": "t"},
    "people.timeline": lambda _v: {"before": "2026-01-01T00:00:00+00:00"},
    "people_api.list_people": lambda _v: {"after": "", "limit": "10"},
    "workplaces.index": lambda v: {"words": v["word"], "after": "a"},
    "workplaces.merge": lambda v: {"words": v["word"]},
    "workplaces.new": lambda v: {"parent_id": v["workplace_id"]},
    "workplaces.record": lambda _v: {
        "words": "theatre", "city": "", "state": "CT", "union": "IATSE", "union_local": "764",
        "before": ""},
    "workplaces.record_employer": lambda _v: {"key": EMPLOYER},
    "workplaces_api.list_workplaces": lambda v: {
        "kind": "employer", "parent_id": v["workplace_id"], "after": "a", "limit": "10"},
}  # fmt: skip

NEEDS_QUERY = frozenset({"merges.compare", "workplaces.record_employer"})
"""Pages that are nothing without their query: it is sent along in every test."""

FORMS |= areas.joined("FORMS")
JSON |= areas.joined("JSON")
QUERIES |= areas.joined("QUERIES")
NEEDS_QUERY |= areas.united("NEEDS_QUERY")


def versions(values: Values, stored: dict[str, dict[Any, dict[str, Any]]]) -> None:
    """Add the versions (and what a form has seen) of the records the bodies change."""
    people = stored["people"]
    for name in ("person", "second"):
        values[f"{name}_version"] = people[values[f"{name}_id"]]["version"]
    names = sections.get("names").fields
    values["seen"] = forms.seen(people[values["person_id"]], names)
    campaign = stored["campaigns_campaigns"][values["campaign_id"]]
    values["campaign_version"] = campaign["version"]
    member = f"{values['campaign_id']}:{values['person_id']}"
    values["member_version"] = stored["campaigns_members"][member]["version"]
    values["key"] = KEY
    for more in areas.each("versions"):
        more(values, stored)


def sent(endpoint: str, values: Values) -> dict[str, Any]:
    """What to give the test client for a write (or page) of `endpoint`."""
    if endpoint in JSON:
        return {"json": JSON[endpoint](values)}
    if endpoint in FORMS:
        return {"data": FORMS[endpoint](values)}
    if endpoint in NEEDS_QUERY:
        return {"query_string": QUERIES[endpoint](values)}
    return {}
