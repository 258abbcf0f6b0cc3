"""The unit's size: where each figure comes from and what was said before."""

from crm import db
from tests.factories import Client


def test_every_size_that_was_stated_stays_with_its_source_and_date(unit_of, app):
    page = Client(app, unit_of.world).sign_in("lead")
    form = {"name": "Footlights", "stage": "cards", "size": "12", "size_source": "employer",
            "size_date": "2026-10-01", "version": unit_of.campaign["version"]}  # fmt: skip
    assert page.post(f"~/campaigns/{unit_of.id}/edit", form).status_code == 303
    same = {**form, "name": "Other name", "version": form["version"] + 1}
    assert page.post(f"~/campaigns/{unit_of.id}/edit", same).status_code == 303
    with unit_of.world.local():
        stored = db.collection("campaigns_campaigns").get(unit_of.id)["size_history"]
    assert [(s["n"], s["source"]) for s in stored] == [(10, "estimated"), (12, "employer")]
    assert stored[1]["by"] == "acct-lead"
    text = page.get(f"~/campaigns/{unit_of.id}/edit").get_data(as_text=True)
    assert "What was said before" in text
    assert "employer-supplied" in text
