"""The fixed words of campaigns: stages, kinds of contact, results, provenance, card states."""

from crm.i18n import _

STAGES = (
    ("research", _("Research")),
    ("building", _("Building")),
    ("cards", _("Cards")),
    ("filed", _("Filed")),
    ("vote", _("Vote")),
    ("recognized", _("Recognized")),
    ("first-contract", _("First contract")),
    ("closed", _("Closed")),
)
SIZE_SOURCES = (
    ("estimated", _("estimated")),
    ("listed", _("listed")),
    ("employer", _("employer-supplied")),
    ("formula", _("by days and hours")),
)
STANDINGS = (
    ("in", _("eligible")),
    ("out", _("not eligible")),
    ("open", _("cannot say yet")),
)
"""Where somebody stands by the rule over days and hours worked."""
KINDS = (
    ("one-on-one", _("One on one")),
    ("phone", _("Phone")),
    ("door", _("Door")),
    ("text", _("Text")),
    ("email", _("E-mail")),
    ("meeting", _("Meeting")),
)
SURVEY, ANSWERED = "survey", "answered"
"""What somebody said in a survey: kept beside the contacts, no conversation and counted as none."""
KEPT_KINDS = (*KINDS, (SURVEY, _("Survey")))
RESULTS = (
    ("talked", _("Talked")),
    ("no-answer", _("No answer")),
    ("left-message", _("Left message")),
    ("call-back", _("Call back")),
    ("refused", _("Would not talk")),
    ("wrong-number", _("Wrong number")),
)
KEPT_RESULTS = (*RESULTS, (ANSWERED, _("Answered")))
RESULT_KEYS = dict(zip((value for value, _label in RESULTS), "tnlbrw", strict=True))
"""One key for each result, on every screen and on paper."""
SHEETS = (
    ("walk", _("Walk list")),
    ("call", _("Call sheet")),
    ("sign-in", _("Sign-in sheet")),
)
SHEET_KINDS = {"walk": "door", "call": "phone", "sign-in": "meeting"}
"""The kind of contact that each sheet brings back."""
SKIPS = (
    ("not-now", _("Not a good moment")),
    ("not-me", _("Somebody else should call")),
    ("language", _("Needs another language")),
    ("unsafe", _("Not safe to call")),
    ("left", _("No longer works here")),
)
UNANSWERED = frozenset({"no-answer", "left-message"})
PROVENANCE = (
    ("opinion", _("our opinion")),
    ("stated", _("said so")),
    ("proven", _("proven by an action")),
)
TOLD = PROVENANCE[:2]
"""What somebody may say of how we know; what is proven, its card, test or event says itself."""
PROOFS = (
    ("card", _("a signed card")),
    ("test", _("a structure test")),
    ("event", _("coming to an event")),
)
RANK = {"": 0, "opinion": 1, "stated": 2, "proven": 3}
ANSWERS = (("yes", _("Yes")), ("maybe", _("Maybe")), ("no", _("No")))
CARDS = (("", _("no card")), ("signed", _("signed")), ("withdrawn", _("withdrawn")))
EVENT_KINDS = (
    ("meeting", _("Meeting")),
    ("house-meeting", _("House meeting")),
    ("training", _("Training")),
    ("action", _("Action")),
    ("rally", _("Rally")),
    ("committee", _("Committee meeting")),
    ("vote", _("Vote")),
    ("other", _("Other")),
)
PROMISES = (("yes", _("Yes")), ("maybe", _("Maybe")), ("no", _("No")))
ASKED_HOW = (("phone", _("by phone")), ("text", _("by text")), ("mail", _("by e-mail")))
BEHIND = (
    ("assessed", _("assessed")),
    ("old", _("assessed, but not lately")),
    ("proven", _("proven by an action")),
    ("support", _("supporters")),
    ("old-support", _("supporters not assessed lately")),
    ("card-valid", _("valid card")),
    ("card", _("signed card")),
    ("no-card", _("no signed card")),
    ("committee", _("on the committee")),
    ("leaders", _("leaders")),
    ("contacted", _("ever contacted")),
    ("never", _("never contacted")),
    ("overdue", _("follow-up overdue")),
)
"""The groups of people behind the numbers of a dashboard (see `service/behind.py`)."""
CARD_KINDS = (("paper", _("paper")), ("electronic", _("electronic")))
CARD_STANDINGS = (
    ("counts", _("counts")),
    ("duplicate", _("duplicate: a later one counts")),
    ("withdrawn", _("withdrawn")),
    ("void", _("entered by mistake")),
)
MATCH_REASONS = (
    ("name", _("same name")),
    ("phone", _("same phone")),
    ("email", _("same e-mail")),
)
ULP_KINDS = (
    ("threat", _("Threat")),
    ("interrogation", _("Questioned about the union")),
    ("promise", _("Promise to stay out")),
    ("surveillance", _("Watched or recorded")),
    ("discipline", _("Discipline")),
    ("hours", _("Hours or days cut")),
    ("recall", _("Not called back")),
    ("fired", _("Fired")),
    ("transfer", _("Moved to worse work")),
    ("rule", _("Rule against talking or meeting")),
    ("other", _("Other")),
)
MEASURES = ("discipline", "hours", "recall", "fired", "transfer")
"""Kinds done to single workers: those compared between card signers and others."""
ULP_STATES = (
    ("open", _("open")),
    ("filed", _("charge filed")),
    ("closed", _("closed")),
)
TEAM_ROLES = (
    ("lead", _("lead")),
    ("organizer", _("organizer")),
    ("reader", _("reads names")),
)


def proof_word(proof: str) -> str:
    """What kind of action a proof ('card:<id>') was; '' for none."""
    return word(PROOFS, proof.partition(":")[0])


def word(pairs: tuple[tuple[str, object], ...], value: str) -> str:
    """The label of `value` in one of the tables above; '' for none."""
    return str(dict(pairs).get(value, ""))
