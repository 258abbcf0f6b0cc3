"""The collections of surveys and the indexes that serve their pages (local_id leads each)."""

from crm.queryshape import Index

INDEXES = {
    "surveys_surveys": (Index("state", "name"),),
    "surveys_versions": (Index("survey_id", "n"),),
}
