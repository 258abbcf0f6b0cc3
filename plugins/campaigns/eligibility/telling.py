"""A rule and somebody's figures in words."""

from crm.i18n import _
from plugins.campaigns.eligibility.rules import ASKED, Branch, Check
from plugins.campaigns.eligibility.work import Bounds

NOUNS = {
    "productions": (_("%(n)s production"), _("%(n)s productions")),
    "days": (_("%(n)s day"), _("%(n)s days")),
    "hours": (_("%(n)s hour"), _("%(n)s hours")),
}
UNKNOWN = {
    "productions": _("productions not known"),
    "days": _("days not known"),
    "hours": _("hours not known"),
}


def number(value: float) -> str:
    """A figure without a needless decimal."""
    return f"{value:,.1f}".removesuffix(".0")


def amount(name: str, value: float) -> str:
    """ "2 productions"."""
    one, many = NOUNS[name]
    return str(one if value == 1 else many) % {"n": number(value)}


def bounds(name: str, found: Bounds) -> str:
    """A figure as far as it is known: "40 hours", "16 hours or more", "hours not known"."""
    if found.exact:
        return amount(name, found.low)
    if not found.low:
        return str(UNKNOWN[name])
    return str(_("%(figure)s or more", figure=amount(name, found.low)))


def branch(asked: Branch) -> str:
    """What one branch asks for."""
    wants = [amount(name, getattr(asked, name)) for name in ASKED if getattr(asked, name)]
    return str(_("%(what)s in %(n)d months", what=", ".join(wants), n=asked.months))


def figures(check: Check) -> str:
    """What somebody has of what a branch asks for."""
    asked = [name for name in ASKED if getattr(check.branch, name)]
    have = ", ".join(bounds(name, getattr(check.figures, name)) for name in asked)
    return str(_("in %(n)d months: %(have)s", n=check.branch.months, have=have))


def short(check: Check) -> str:
    """What is missing, or (where the records leave it open) not on file; '' for a branch met."""
    lacks = ", ".join(amount(name, lack) for name, lack in check.short.items())
    if not lacks:
        return ""
    told = _("%(what)s more not on file") if check.state == "open" else _("%(what)s short")
    return str(told) % {"what": lacks}
