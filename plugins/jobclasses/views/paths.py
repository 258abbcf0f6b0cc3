"""Paths from a class to its neighbours; training on offer; who asked for what."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from crm.people import reach
from plugins.jobclasses.service import carrying, classes, paths, training, wishes
from plugins.jobclasses.trainingforms import OfferForm, OfferListed, WishForm, WishState
from plugins.jobclasses.views.blueprint import bp


def _steps(job: Any) -> dict[str, Any]:
    steps = paths.neighbours(job)
    offers = {step["job"]["key"]: training.fitting(step) for step in steps}
    return {"job": job, "steps": steps, "offers": offers}


@bp.get("/classes/<class_key>/paths")
@allow("jobclasses.view")
def path_list(class_key: str) -> Response:
    """Neighbouring classes by shared tasks and tools, what is new in them, training for that."""
    return web.page("jobclasses/paths.html", person=None, **_steps(classes.get(class_key)))


@bp.get("/people/<person_id>/paths")
@allow("jobclasses.propose")
def person_paths(person_id: str) -> Response:
    """Paths from a person's class, and what they have asked for."""
    person = reach.find(person_id, actor=auth.actor())
    job = classes.standing(carrying.class_of(person_id))
    found = _steps(job) if job else {"job": None, "steps": [], "offers": {}}
    asked = wishes.of_person(person_id, actor=auth.actor())
    titles = classes.titles(w["class_key"] for w in asked)
    return web.page("jobclasses/paths.html", person=person, asked=asked, titles=titles, **found)


@bp.post("/people/<person_id>/paths")
@allow("jobclasses.propose")
def wish(person_id: str) -> Response:
    """Note that this person asks for a path."""
    wishes.ask(person_id, web.load(WishForm), actor=auth.actor())
    return web.go("jobclasses.person_paths", _("Noted."), person_id=person_id)


@bp.post("/wishes/<wish_id>")
@allow("jobclasses.propose")
def wish_settle(wish_id: str) -> Response:
    """Say what came of a wish."""
    found = wishes.settle(wish_id, web.load(WishState)["state"], actor=auth.actor())
    person_id = found["person_id"]
    return web.redirect_to(web.back_or("jobclasses.person_paths", person_id=person_id))


@bp.get("/training")
@allow("jobclasses.view")
def training_list() -> Response:
    """Training on offer, and who asked for what."""
    asked = wishes.open_wishes(actor=auth.actor())
    return web.page(
        "jobclasses/training.html",
        offers=training.every(),
        titles=classes.titles([*asked["by_class"], *(w["from_key"] for w in asked["seen"])]),
        **asked,
    )


def _form(offer: Any, values: Any, errors: Any, status: int = 200) -> Response:
    return web.page(
        "jobclasses/offer.html", status=status, offer=offer, values=values, errors=errors
    )


@bp.get("/training/new")
@allow("jobclasses.decide")
def training_new() -> Response:
    """The form of an offer."""
    return _form(None, {"version": 0}, {})


@bp.get("/training/<offer_key>")
@allow("jobclasses.decide")
def training_edit(offer_key: str) -> Response:
    """The form of an offer that is there."""
    offer = training.get(offer_key)
    return _form(offer, {**offer, "skills": "\n".join(offer["skills"])}, {})


@bp.post("/training/new")
@allow("jobclasses.decide")
def training_add() -> Response:
    """Put an offer on the list."""
    return _save(None)


@bp.post("/training/<offer_key>")
@allow("jobclasses.decide")
def training_save(offer_key: str) -> Response:
    """Change an offer; whoever comes second keeps what they typed."""
    return _save(training.get(offer_key))


def _save(offer: Any) -> Response:
    try:
        data = web.load(OfferForm)
        key = offer["key"] if offer else ""
        training.save(key, data["version"], data, actor=auth.actor())
    except Invalid as error:
        return _form(offer, request.form, error.errors, 422)
    except Conflict as error:
        theirs = error.extra["theirs"]
        values = {**request.form.to_dict(), "version": theirs["version"]}
        text = _("Somebody else changed this meanwhile: %(text)s", text=theirs["about"])
        return _form(offer, values, {"_schema": [text]}, 409)
    return web.go("jobclasses.training_list", _("Saved."))


@bp.post("/training/<offer_key>/listed")
@allow("jobclasses.decide")
def training_listed(offer_key: str) -> Response:
    """Take an offer off the list, or put it back."""
    back = web.load(OfferListed)["listed"] == "yes"
    training.remove(offer_key, actor=auth.actor(), back=back)
    if back:
        return web.go("jobclasses.training_list", _("Back on the list."))
    return web.go("jobclasses.training_edit", _("Off the list."), offer_key=offer_key)
