"""People with access and roles: who may change what, and what a leaver leaves."""

from crm import db, jobs
from crm.accounts import service as accounts
from crm.accounts import sessions
from crm.locals import service as local_bodies
from tests.factories import OTHER, OWN, Client, World

PAGES = (
    "people",
    "people/invite",
    "people/acct-lead",
    "roles",
    "roles/lead",
    "plugins",
    "local",
)


def test_settings_open_for_administrators_and_the_audit_tab_for_auditors(client: Client) -> None:
    client.sign_in("admin")
    assert [client.get(f"~/settings/{p}").status_code for p in PAGES] == [200] * len(PAGES)
    client.sign_in("auditor")
    assert client.get("~/settings/").headers["Location"].endswith("/settings/audit")
    assert client.get("~/settings/audit").status_code == 200
    assert {client.get(f"~/settings/{p}").status_code for p in PAGES} == {403}
    for who in ("organizer", "lead", "leadership"):
        client.sign_in(who)
        assert {client.get(f"~/settings/{p}").status_code for p in (*PAGES, "audit")} == {403}
    client.sign_in("other-admin")
    assert {client.get(f"~/settings/{p}").status_code for p in PAGES} == {404}


def test_the_list_shows_roles_and_second_factors_of_this_local_only(client: Client) -> None:
    page = client.sign_in("admin").get("~/settings/people").get_data(as_text=True)
    assert "lead@example.org" in page
    assert "other-lead@example.org" not in page


def test_changing_roles_needs_a_fresh_proof_and_ends_sessions(client: Client) -> None:
    lead = client.world.accounts["lead"]
    sessions.start(lead)
    client.sign_in("admin", stepped_up=False)
    asked = client.post(f"~/settings/people/{lead}/roles", {"roles": ["admin"]})
    assert asked.headers["Location"].startswith("/confirm")
    client.sign_in("admin")
    done = client.post(f"~/settings/people/{lead}/roles", {"roles": ["organizer", "auditor"]})
    assert done.status_code == 303
    assert sessions.of_account(lead) == []
    assert accounts.get(lead)["memberships"][0]["roles"] == ["auditor", "organizer"]


def test_own_rights_stay_with_others(client: Client) -> None:
    client.sign_in("admin")
    own = client.world.accounts["admin"]
    assert client.post(f"~/settings/people/{own}/roles", {"roles": ["lead"]}).status_code == 422
    assert client.post(f"~/settings/people/{own}/leave", {}).status_code == 422
    form = {"permissions": ["local.admin", "people.view"]}
    assert client.post("~/settings/roles/admin", form).status_code == 422


def test_a_stranger_to_the_local_is_not_there(client: Client) -> None:
    client.sign_in("admin")
    for path in ("", "/roles", "/sessions", "/reset-link", "/leave"):
        at = f"~/settings/people/acct-other-lead{path}"
        answer = client.post(at, {"roles": ["lead"]}) if path else client.get(at)
        assert answer.status_code == 404


def test_leaving_hands_work_on_and_ends_everything(client: Client, world: World) -> None:
    with world.local():
        accounts.change_grants("acct-organizer", give=["person:p1", "campaign:c1"])
        people = [{"status": "here", "created_by": "acct-organizer"} for _n in range(130)]
        db.collection("people").insert_many(people)
    client.sign_in("admin")
    refused = client.post("~/settings/people/acct-organizer/leave", {"heir": "acct-other-lead"})
    assert refused.status_code == 422
    form = {"heir": "acct-organizer2"}
    assert client.post("~/settings/people/acct-organizer/leave", form).status_code == 303
    assert accounts.get("acct-organizer")["active"] is False
    jobs.drain()
    with world.local():
        assert db.collection("people").find({"created_by": "acct-organizer"}) == []
        assert len(db.collection("people").find({"created_by": "acct-organizer2"})) == 130
    assert accounts.get("acct-organizer2")["memberships"][0]["grants"] == ["person:p1"]


def test_a_role_gains_and_loses_single_rights_in_this_local_only(
    client: Client, world: World
) -> None:
    client.sign_in("admin")
    with world.local():
        held = local_bodies.role_table("organizer")
    wanted = sorted((held | {"audit.view", "settings.open"}) - {"people.edit"})
    assert client.post("~/settings/roles/organizer", {"permissions": wanted}).status_code == 303
    assert client.sign_in("organizer").get("~/settings/audit").status_code == 200
    assert not world.actor("organizer").can("people.edit")
    assert world.actor("other-organizer", OTHER).can("people.edit")
    assert not world.actor("other-organizer", OTHER).can("audit.view")


def test_a_right_that_one_role_lacks_another_still_gives(world: World) -> None:
    with world.local():
        held = local_bodies.role_table("lead") - {"people.edit"}
        local_bodies.change_role("lead", held, actor=world.actor("admin"))
        accounts.set_roles("acct-lead", ["organizer", "lead"], actor=world.actor("admin"))
    assert world.actor("lead").can("people.edit")


def test_made_up_rights_and_roles_are_refused(client: Client) -> None:
    client.sign_in("admin")
    form = {"permissions": ["suite.admin"]}
    assert client.post("~/settings/roles/lead", form).status_code == 422
    assert client.post("~/settings/roles/emperor", {"permissions": []}).status_code == 404
    invite = {"email": "x@example.org", "roles": ["emperor"]}
    refused = client.post("~/settings/people/invite", invite)
    assert refused.status_code == 422
    assert "x@example.org" in refused.get_data(as_text=True)


def test_the_local_keeps_what_was_typed_and_refuses_nonsense(client: Client) -> None:
    client.sign_in("admin")
    form = {"name": "Wardrobe", "time_zone": "Mars/Base", "phone_region": "CA"}
    refused = client.post("~/settings/local", form)
    assert refused.status_code == 422
    assert "Wardrobe" in refused.get_data(as_text=True)
    assert local_bodies.get(OWN)["name"] != "Wardrobe"
    form["time_zone"] = "America/Chicago"
    assert client.post("~/settings/local", form).status_code == 303
    stored = local_bodies.get(OWN)
    assert stored["name"] == "Wardrobe"
    assert stored["settings"]["core"] == {
        "time_zone": "America/Chicago",
        "phone_region": "CA",
        "shares_up": False,
    }
    assert client.post("~/settings/local", {**form, "parent": OTHER}).status_code == 422
