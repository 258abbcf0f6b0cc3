"""What tasks put on the core's pages: mine on Today, those about a person on the person's page."""

from collections.abc import Mapping
from typing import Any

from flask import render_template

from crm import localtime
from crm.accounts import service as accounts
from crm.tenancy import Actor
from plugins.campaigns.service import campaigns, tasks, unit
from plugins.campaigns.views.blueprint import this_day


def today(*, actor: Actor) -> str:
    """The actor's tasks that are overdue or due within a week."""
    found = tasks.of_me(actor=actor, today=localtime.today())
    shown = {"account_names": accounts.names(), "this_day": this_day, "tasks": found}
    return render_template("campaigns/tasks_today.html", **shown) if found else ""


def person(*, actor: Actor, person: Mapping[str, Any]) -> str:
    """The open tasks about a person, and the way to a new one."""
    known = {c["_id"]: c for c in campaigns.list_campaigns(actor=actor)}
    members = [
        m
        for m in unit.of_person(person["_id"])
        if m["campaign_id"] in known and unit.may_see(known[m["campaign_id"]], m, actor)
    ]
    found = tasks.about(person["_id"], actor=actor)
    shown = {"account_names": accounts.names(), "this_day": this_day, "tasks": found}
    shown |= {"members": members, "campaigns": known, "person": person}
    return render_template("campaigns/tasks_person.html", **shown) if members or found else ""
