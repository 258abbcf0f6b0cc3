"""Paths from a class to its neighbours, and training on the way."""

from werkzeug.wrappers import Response

from crm import web
from crm.auth import allow
from plugins.jobclasses.service import classes, paths, training
from plugins.jobclasses.views.blueprint import bp


@bp.get("/classes/<class_key>/paths")
@allow("jobclasses.view")
def path_list(class_key: str) -> Response:
    """Neighbouring classes by shared tasks and tools, what is new in them, training for that."""
    job = classes.get(class_key)
    steps = paths.neighbours(job)
    offers = {step["job"]["key"]: training.fitting(step) for step in steps}
    return web.page("jobclasses/paths.html", job=job, steps=steps, offers=offers)
