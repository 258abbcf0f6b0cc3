"""Job classes: the catalogue and what people decide about it."""

from crm import db
from plugins.jobclasses.service import classes
from tests.security.seed import Local, Values

MATRIX = """
jobclasses.index                   -oxlnm---
jobclasses.show                    -oxlnm---
"""


def _class(local: Local) -> Values:
    key = f"{local.slug}class".replace("-", "")
    text = f"{local.word} volume wrangler"
    job = {**classes.get("gaffer"), "key": key, "title": text, "sort_key": text.lower(),
           "listed": "yes", "origin": "local", "version": 1}  # fmt: skip
    db.collection("jobclasses_classes").insert({**job, "_id": classes.class_id(key)})
    return {"class_key": key}


PARTS = [_class]
