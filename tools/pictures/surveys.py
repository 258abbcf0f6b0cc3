"""Surveys: writing one, trying it out, answering it on a phone, poster and kiosk, results."""

from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Installation

PREPARE = """
import json
from crm import tenancy
from crm.cli import opened
from plugins.surveys.answering import links
from plugins.surveys.service import lifecycle, surveys, templates
with opened(), tenancy.local_scope("demo"):
    rights = ("people.see_all", "surveys.view", "surveys.edit", "surveys.open")
    actor = tenancy.system_actor(*rights)
    found = {}
    for name, kind in (("pulse", "poster"), ("after_meeting", "kiosk")):
        data = {**templates.get_template(name), "name": f"In the hall: {name}", "mode": "open"}
        survey = surveys.create_survey(data, actor=actor)
        survey = lifecycle.open_survey(survey["_id"], actor=actor)
        link = links.add(survey, kind, "Main hall", actor=actor)
        found[kind] = {"survey": survey["_id"], "link": link["_id"], "token": link["token"]}
    data = {**templates.get_template("ai_at_work"), "name": "AI at work, spring"}
    found["draft"] = surveys.create_survey(data, actor=actor)["_id"]
    print(json.dumps(found))
"""
CENSUS = "/l/demo/surveys/demo-ai-census"


def take(browser: Browser, installation: Installation, password: str) -> None:
    """Take the pictures of surveys."""
    import json

    from tools.screenshots import PHONE, WIDE, signed_in, take

    made = json.loads(installation.run(PREPARE))
    with signed_in(browser, installation, "lead", password, WIDE) as page:
        page.goto(f"/l/demo/surveys/{made['draft']}/questions")
        take(page, "survey-builder")
        page.goto(f"/l/demo/surveys/{made['draft']}/try")
        take(page, "survey-preview")
        poster = made["poster"]
        page.goto(f"/l/demo/surveys/{poster['survey']}/link/{poster['link']}/poster")
        take(page, "survey-poster")
        page.goto(f"{CENSUS}/results")
        take(page, "survey-results")
        page.goto(f"{CENSUS}/results?by=shift")
        page.locator("section.result").nth(1).scroll_into_view_if_needed()
        take(page, "survey-by-shift")
        page.goto(f"{CENSUS}/report")
        take(page, "survey-report")
    context = browser.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]}, base_url=installation.base
    )
    member(context.new_page(), f"/p/{poster['token']}/", f"/p/{made['kiosk']['token']}/")
    context.close()


def member(page: Page, poster: str, kiosk: str) -> None:
    """What a member sees: what is stored, a page of questions, a kiosk's last page."""
    from tools.screenshots import take

    page.goto(poster)
    take(page, "survey-first-page")
    page.get_by_role("button", name="Start").click()
    page.locator("label.choice").first.click()
    take(page, "survey-answering")
    page.goto(kiosk)
    page.get_by_role("button", name="Start").click()
    page.locator("label.choice").nth(1).click()
    take(page, "survey-kiosk")
