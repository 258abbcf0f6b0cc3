"""The definitions of so-called AI: a page to cite, a local's own wording, the change log."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from crm import auth, web
from crm.accounts import service as accounts
from crm.auth import allow
from crm.errors import Conflict, Invalid
from crm.i18n import _
from plugins.jobclasses.claimforms import KindForm
from plugins.jobclasses.service import taxonomy
from plugins.jobclasses.views.blueprint import bp


@bp.get("/definitions")
@allow("jobclasses.view")
def definitions() -> Response:
    """All kinds as this local words them, how to cite them, and what was changed when."""
    return web.page(
        "jobclasses/definitions.html",
        current=taxonomy.current(),
        wordings=taxonomy.wordings(),
        shipped_changes=taxonomy.shipped_changes(),
        shipped=taxonomy.shipped(),
        account_names=accounts.names(),
    )


def _form(kind_key: str, values: Any, errors: Any, status: int = 200) -> Response:
    kind = taxonomy.get(kind_key)
    return web.page(
        "jobclasses/definition.html", status=status, kind=kind, values=values, errors=errors
    )


@bp.get("/definitions/<kind_key>/edit")
@allow("jobclasses.decide")
def definition_edit(kind_key: str) -> Response:
    """The form of this local's wording."""
    return _form(kind_key, taxonomy.get(kind_key), {})


@bp.post("/definitions/<kind_key>/edit")
@allow("jobclasses.decide")
def definition_save(kind_key: str) -> Response:
    """A new wording; older ones stay on record."""
    taxonomy.get(kind_key)
    try:
        data = web.load(KindForm)
        taxonomy.reword(kind_key, data["number"], data, actor=auth.actor())
    except Invalid as error:
        return _form(kind_key, request.form, error.errors, 422)
    except Conflict as error:
        newest = taxonomy.get(kind_key) if "theirs" not in error.extra else error.extra["theirs"]
        values = {**request.form.to_dict(), "number": newest["number"]}
        text = _("Somebody else worded this meanwhile: %(text)s", text=newest["definition"])
        return _form(kind_key, values, {"_schema": [text]}, 409)
    return web.go("jobclasses.definitions", _("Saved as a new version."))
