"""What a campaign has besides people and contacts: events, tests, lists, sheets, logs, tasks."""

from bench.data import Place
from bench.sizes import CLIENTS
from crm import localtime, tenancy
from crm.accounts import service as accounts
from crm.auth import actor_for
from crm.locals import service as local_bodies
from crm.tenancy import Actor
from plugins.campaigns import demo, demoevents, demopressure, demoproof
from plugins.campaigns.service import campaigns, eligible, events, queues, sheets, structuretests


def tell(campaign: campaigns.Campaign, records: demo.Records) -> None:
    """The demo's leaders, tests, events, incidents, work-changes and tasks, before counting."""
    demoproof.add(campaign, records.members, records.changes, localtime.today())
    demoevents.fill(campaign, records.members)
    demopressure.fill(campaign, records.members)


def prepare(place: Place) -> None:
    """A call list for each organizer who is measured, a sheet, and what the pages are about."""
    place.event = events.of_campaign(place.unit)[-1]["_id"]
    place.test = structuretests.of_campaign(place.unit)[0]["_id"]
    for account_id in place.organizers[:CLIENTS]:
        actor = _actor(place.slug, account_id)
        campaign = campaigns.get_campaign(place.unit, actor=actor)
        place.queues[account_id] = queues.mine_today(campaign, actor=actor)["_id"]
    lead = _actor(place.slug, place.leads[0])
    rule = {
        "rule": "juilliard",
        "version": campaigns.get_campaign(place.unit, actor=lead)["version"],
    }
    eligible.choose(place.unit, rule, actor=lead)
    own = _actor(place.slug, place.organizers[0])
    place.sheet = sheets.make(place.unit, {"whom": "mine", "kind": "walk"}, actor=own)["_id"]


def _actor(slug: str, account_id: str) -> Actor:
    account = accounts.get(account_id)
    return actor_for(tenancy.suite().registry, account, local_bodies.get(slug))
