"""Released results on the pages of campaigns and job classes, and the counts others may draw."""

import pytest

from crm import db
from crm.registry import current as registry
from plugins.campaigns.service import campaigns
from plugins.jobclasses.service import classes
from plugins.surveys import measures
from plugins.surveys.service import lifecycle, purposes, releases, surveys, tallies, templates
from tests.factories import Client, World
from tests.plugins.surveys.samples import options, question

FACET = "job_class"
PAGE = [
    question("kinds", "multiple", options=options("image", "sound"), purpose="tools"),
    question("outlook", "scale", scale={"min": 1, "max": 5}, purpose="worry",
             worried=["1", "2"]),
    question("first", "ranking", options=options("pay", "credit"), purpose="issues"),
]  # fmt: skip
SAID = {"kinds": ["image"], "outlook": 1, "first": ["pay", "credit"]}
HOPE = {"kinds": ["sound"], "outlook": 4, "first": ["credit", "pay"]}
SKIP = {"outlook": 3}
GROUPS = {"Compositor": (12, 8, 6), "Prompt artist": (9, 7, 6), "Puppeteer": (2, 1, 0)}
"""By job class: how many said SAID, how many HOPE, and how many SKIP."""


def closed(actor, groups=GROUPS, **more):
    """A closed anonymous survey with answers by job class, released."""
    data = {"name": "AI census", "mode": "anonymous", "breakdowns": [FACET],
            "pages": [{"key": "page_1", "title": {}, "items": PAGE}], **more}  # fmt: skip
    survey = lifecycle.open_survey(surveys.create_survey(data, actor=actor)["_id"], actor=actor)
    given = [
        {"version": 1, "answers": answers, "cohort": {FACET: value}}
        for value, counts in groups.items()
        for answers, n in zip((SAID, HOPE, SKIP), counts, strict=True)
        for _each in range(n)
    ]
    tallies.count(survey, db.new_id(), given)
    survey = lifecycle.close_survey(survey["_id"], actor=actor)
    assert releases.make(survey, actor=actor)
    return survey


def test_a_job_class_shows_tools_and_worry_of_its_own_people_alone(lead):
    closed(lead)
    (report,) = purposes.of_group(FACET, "Compositor", "en", actor=lead)
    told = {one.purpose: one for one in report.told}
    assert told["tools"].lines[0].label == "Image"
    assert (told["tools"].lines[0].cell.n, told["tools"].base) == (12, 26)
    (worry,) = told["worry"].lines
    assert (worry.label, worry.cell.n) == ("worried: 1, 2", 12)
    assert [line.label for line in told["issues"].lines] == ["Pay", "Credit"]


def test_of_a_small_group_nothing_is_said_anywhere(lead):
    closed(lead)
    assert purposes.of_group(FACET, "Puppeteer", "en", actor=lead) == []
    for count in (measures.worried, measures.worry_asked):
        assert "Puppeteer" not in count(FACET)


def test_what_a_release_hides_is_hidden_there(lead):
    survey = closed(lead)
    key = {"_id": db.local_key("release", survey["_id"], "1")}
    part = f"tables.1.breakdowns.{FACET}.n.1"
    blind = [None, None]
    db.collection(releases.NAME).update(key, {"$set": {part: blind}})
    assert measures.worried(FACET) == {}
    (report,) = purposes.of_group(FACET, "Compositor", "en", actor=lead)
    assert "worry" not in [one.purpose for one in report.told]


def test_worry_is_a_measure_that_the_heat_map_and_others_can_draw(lead):
    closed(lead)
    counts = {m.id: m.counts(FACET) for m in registry().items("measures") if "surveys" in m.id}
    worried, asked = counts["surveys.worried"], counts["surveys.worry_asked"]
    assert (worried["Compositor"], asked["Compositor"]) == (12, 26)
    assert measures.worried("department") == {}


def test_a_survey_of_a_campaign_is_in_no_measure_of_the_whole_local(lead):
    closed(lead, campaign_ids=["somewhere"])
    assert measures.worried(FACET) == measures.answered(FACET) == {}


@pytest.fixture
def campaign(lead):
    data = {"name": "Footlights", "employer": "Example Theatre Co", "stage": "building",
            "size": 10, "size_source": "estimated"}  # fmt: skip
    return campaigns.open_campaign(data, actor=lead)


def test_the_campaign_page_shows_its_surveys_and_nobody_elses(
    lead, campaign, world: World, client: Client
):
    lead = world.actor("lead")
    here, elsewhere = campaign["_id"], f"not-{campaign['_id']}"
    closed(lead, name="Ours", campaign_ids=[here], scopes=[f"campaign:{here}"])
    closed(lead, name="Theirs", campaign_ids=[elsewhere])
    page = client.sign_in("lead").get(f"~/campaigns/{here}").get_data(as_text=True)
    assert "Ours" in page
    assert "Theirs" not in page
    assert "Issues, what matters most" in page
    assert "From release 1" in page
    numbers = client.sign_in("organizer").get(f"~/campaigns/{here}").get_data(as_text=True)
    assert "From release 1" not in numbers


def test_the_page_of_a_job_class_draws_it(lead, client: Client):
    job = next(iter(classes.live().values()))
    closed(lead, {**GROUPS, job["title"]: (11, 9, 6)})
    page = client.sign_in("lead").get(f"~/jobclasses/classes/{job['key']}").get_data(as_text=True)
    assert "What people in this class say" in page
    assert "AI census" in page


def test_the_census_template_marks_tools_worry_training_and_issues():
    pages = templates.get_template("ai_at_work")["pages"]
    marked = {q["purpose"] for page in pages for q in page["items"] if q.get("purpose")}
    assert marked == {"tools", "worry", "training", "issues"}
