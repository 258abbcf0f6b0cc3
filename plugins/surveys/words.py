"""The fixed words of surveys: modes, states, types of question, comparisons of conditions."""

from crm.i18n import _

IDENTIFIED, CONFIDENTIAL, ANONYMOUS, OPEN_LINK = "identified", "confidential", "anonymous", "open"
MODES = (
    (IDENTIFIED, _("Identified")),
    (CONFIDENTIAL, _("Confidential")),
    (ANONYMOUS, _("Anonymous, one answer per member")),
    (OPEN_LINK, _("Open link")),
)
MODE_HELP = {
    IDENTIFIED: _("Answers carry the member's name. For pledges and follow-up."),
    CONFIDENTIAL: _(
        "Answers carry the name, but only the custodian reads them, and the link to the name is "
        "destroyed on a date you set."
    ),
    ANONYMOUS: _(
        "Each invited member answers once. Who gave which answer is not stored, nor when."
    ),
    OPEN_LINK: _("Anybody with the link or the poster answers. Nobody is counted once for sure."),
}
NAMED_MODES = frozenset({IDENTIFIED, CONFIDENTIAL})
"""Modes whose responses carry the person; all others never do."""

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
STATES = ((DRAFT, _("being written")), (OPEN, _("open")), (CLOSED, _("closed")))

PURPOSES = (
    ("survey", _("Survey: what members think and know")),
    ("pledge", _("Pledge: what members say they will do")),
)

TYPES = (
    ("single", _("One answer")),
    ("multiple", _("Several answers")),
    ("yes_no", _("Yes or no")),
    ("scale", _("Scale")),
    ("matrix", _("Several lines, the same answers")),
    ("ranking", _("Put in order")),
    ("number", _("Number")),
    ("date", _("Date")),
    ("short_text", _("Short text")),
    ("long_text", _("Long text")),
    ("consent", _("Consent")),
    ("statement", _("Text without a question")),
)

WORRY, TOOLS, TRAINING, ISSUES = "worry", "tools", "training", "issues"
QUESTION_PURPOSES = (
    (TOOLS, _("which tools are used")),
    (WORRY, _("worry")),
    (TRAINING, _("training wanted")),
    (ISSUES, _("issues, what matters most")),
)
"""What a question is asked for: by this other pages find its released table."""

COMPARISONS = (
    ("is", _("is")),
    ("is_not", _("is not")),
    ("any_of", _("is one of")),
    ("includes", _("includes")),
    ("excludes", _("does not include")),
    ("at_least", _("is at least")),
    ("at_most", _("is at most")),
    ("answered", _("is answered")),
    ("unanswered", _("is not answered")),
)

LANGUAGES = (
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("pt", "Português"),
    ("ht", "Kreyòl ayisyen"),
    ("zh", "中文"),
    ("vi", "Tiếng Việt"),
    ("tl", "Tagalog"),
    ("ko", "한국어"),
    ("ru", "Русский"),
    ("pl", "Polski"),
    ("ar", "العربية"),
    ("hi", "हिन्दी"),
    ("de", "Deutsch"),
    ("it", "Italiano"),
    ("ja", "日本語"),
)
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "yi"})


def word(pairs: tuple[tuple[str, object], ...], value: str) -> str:
    """The label of `value` in one of the tables above; '' for none."""
    return str(dict(pairs).get(value, ""))


def language(code: str) -> str:
    """A language's own name, or its code where it is not in the table."""
    names = dict(LANGUAGES)
    return names.get(code) or names.get(code.split("-", maxsplit=1)[0], "") or code


def direction(code: str) -> str:
    """'rtl' or 'ltr', for the `dir` attribute."""
    return "rtl" if code.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"
