"""The collections of surveys and the indexes that serve their pages (local_id leads each)."""

from crm.queryshape import Index
from plugins.surveys.answering.slots import INDEXES as SLOTS

INDEXES = {
    "surveys_surveys": (Index("state", "name"),),
    "surveys_versions": (Index("survey_id", "n"),),
    "surveys_library": (Index("kind", "at"),),
    # answering
    "surveys_secrets": (),
    "surveys_links": (Index("survey_id"),),
    "surveys_invitations": (
        Index("survey_id", "person_id", unique=True),
        Index("survey_id", "answered"),
        Index("person_id"),
    ),
    "surveys_rosters": (),
    "surveys_anonymous": (*SLOTS, Index("survey_id", "batch")),
    "surveys_responses": (
        Index("survey_id", "person_id", unique=True),
        Index("survey_id", "state"),
        Index("survey_id", "batch"),
        Index("person_id"),
    ),
    "surveys_suggestions": (
        Index("survey_id", "state", "order"),
        Index("survey_id", "person_id"),
        Index("person_id"),
        Index("state", "order"),
        Index("by", "decided_at"),
    ),
    "surveys_comments": (*SLOTS, Index("survey_id", "state", "question")),
    "surveys_batches": (Index("survey_id"),),
    "surveys_rebuilds": (),
    "surveys_contacts": (Index("survey_id"),),
    "surveys_merged": (
        Index("merge_id"),
        Index("person_id"),
        Index("survey_id"),
        Index("at"),
    ),
    # results
    "surveys_tallies": (Index("survey_id", "generation"),),
    "surveys_rates": (),
    "surveys_releases": (Index("survey_id", "n"),),
}
