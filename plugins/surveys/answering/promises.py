"""What the first page says, in plain words: what is stored, for how long, and what is not.

Each sentence has an id; `tests/plugins/surveys/test_promises.py` has a test for each of them.
Nothing may be said here that no test holds.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crm.formats import day
from crm.i18n import _
from plugins.surveys.words import ANONYMOUS, CONFIDENTIAL, IDENTIFIED, OPEN_LINK

Sentence = tuple[str, Any]


def _small(survey: Mapping[str, Any]) -> Sentence:
    k = survey["thresholds"]["k"]
    return "small", _("Results say nothing about fewer than %(k)d people.", k=k)


def _identified(survey: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Sentence]:
    return [
        ("name", _("Your name is stored with your answers.")),
        ("readers", _("Organizers who may read results see who answered what.")),
        ("time", _("The time at which you send your answers is stored.")),
        *_suggests(survey, facts),
    ]


def _confidential(survey: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Sentence]:
    who, until = ", ".join(facts["custodians"]), day(survey["unlink_on"])
    return [
        ("name", _("Your name is stored with your answers until %(day)s.", day=until)),
        ("custodian", _("Until then only %(who)s can read single answers with names.", who=who)),
        ("unlink", _("On that day the link between names and answers is destroyed for good.")),
        *_suggests(survey, facts),
        *_groups(survey, facts),
        _small(survey),
    ]


def _suggests(survey: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Sentence]:
    if not facts["suggests"]:
        return []
    who = _("organizers")
    if survey["mode"] == CONFIDENTIAL:
        who = ", ".join(facts["custodians"])
    text = _(
        "Some answers suggest a next step to %(who)s, who decide. What they then note with your "
        "name is kept apart from the survey and stays.",
        who=who,
    )
    return [("suggests", text)]


def _anonymous(survey: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Sentence]:
    return [
        ("who", _("Who gave which answer is not stored.")),
        ("when", _("When you answered is not stored, nor in which order answers came.")),
        ("device", _("Your network address and browser are not stored, nor where you came from.")),
        *_groups(survey, facts),
        _small(survey),
        ("once", _("You answer once. Sending twice does no harm.")),
    ]


def _groups(survey: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Sentence]:
    if not facts["breakdowns"]:
        return [("groups", _("Your department, shift or job is not stored with your answers."))]
    text = _(
        "Stored with your answers: %(what)s, but only where at least %(n)d invited members share "
        "it.",
        what=", ".join(facts["breakdowns"]),
        n=survey["thresholds"]["cohort"],
    )
    return [("groups", text)]


def _open(survey: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Sentence]:
    found: list[Sentence] = [
        ("who", _("Your name is not asked for and not stored.")),
        ("when", _("When you answered is not stored, nor in which order answers came.")),
        ("device", _("Your network address and browser are not stored, nor where you came from.")),
        (
            "many",
            _("Anybody with the link can answer, so nobody can check that each answers once."),
        ),
    ]
    if facts["place"]:
        text = _("Stored with your answers: the place of this poster, %(x)s.", x=facts["place"])
        found.append(("place", text))
    return found


_MODES = {
    IDENTIFIED: _identified,
    CONFIDENTIAL: _confidential,
    ANONYMOUS: _anonymous,
    OPEN_LINK: _open,
}


def sentences(
    survey: Mapping[str, Any],
    *,
    custodians: Sequence[str] = (),
    breakdowns: Sequence[str] = (),
    place: str = "",
    suggests: bool = False,
) -> list[Sentence]:
    """(id, sentence) in the order of the page, for the survey's mode and for all modes."""
    facts = {
        "custodians": custodians,
        "breakdowns": breakdowns,
        "place": place,
        "suggests": suggests,
    }
    until = _("You can take your answers back until the survey closes.")
    if survey["closes"]:
        until = _(
            "You can take your answers back until the end of %(day)s.", day=day(survey["closes"])
        )
    return [
        *_MODES[survey["mode"]](survey, facts),
        ("withdraw", until),
        ("mode", _("None of this can be changed while the survey runs or afterwards.")),
    ]


def cautions(survey: Mapping[str, Any]) -> list[Any]:
    """What is not promised, said openly; nothing where answers carry the name."""
    if survey["mode"] not in {ANONYMOUS, OPEN_LINK}:
        return []
    return [
        _("What you write in your own words can give you away: style, facts, names."),
        _("Somebody who controls the server at the moment you send could see what passes."),
        _("Somebody who holds your phone or your message can open your link."),
        _(
            "The database keeps a log of its own, with times, for some minutes to days, depending "
            "on who runs it."
        ),
        _("If everybody in a small group answers alike, that says something about each."),
    ]


def nature(survey: Mapping[str, Any]) -> Any:
    """That this is no ballot in the sense of a law."""
    if survey["purpose"] == "pledge":
        return _("This is a pledge, not a ballot under any law: it decides nothing by itself.")
    return _("This is a survey, not a ballot under any law: it decides nothing by itself.")
