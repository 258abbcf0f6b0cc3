"""What an import can put into a campaign: the columns, and which campaigns may be chosen."""

from collections.abc import Sequence

from crm.days import HAPPENED, WORKED
from crm.i18n import _
from crm.plugin import ImportColumn
from crm.tenancy import Actor
from crm.values import parse_bool, parse_date, parse_number
from plugins.campaigns import scale
from plugins.campaigns.service.campaigns import list_campaigns, may_lead, scope_of


def parse_assessment(text: str) -> int | None:
    """An assessment, by its digit or by the local's word; '' and 0 are not assessed."""
    plain = text.strip().casefold()
    if plain in {"", "0", "-"}:
        return None
    levels = scale.levels()
    by_word = {level.label.casefold(): level.id for level in levels}
    head = plain.split()[0].rstrip(".-:")
    if head.isdigit() and 1 <= int(head) <= len(levels):
        return levels[int(head) - 1].id
    if plain in by_word:
        return by_word[plain]
    text = _("Write an assessment as a number from 1 to %(n)d, or leave it empty.", n=len(levels))
    raise ValueError(text)


def parse_signed(text: str) -> str:
    """The day a card was signed, ISO; a day to come is refused."""
    return HAPPENED.checked(parse_date(text).isoformat())


def parse_worked(text: str) -> str:
    """A day worked, ISO; at most two weeks ahead."""
    return WORKED.checked(parse_date(text).isoformat())


def parse_day_hours(text: str) -> float:
    """Hours of one day, more than 0 and at most 24."""
    hours = float(parse_number(text))
    if not 0 < hours <= 24:
        raise ValueError(_("A day has more than 0 and at most 24 hours."))
    return hours


COLUMNS = (
    ImportColumn(
        id="campaigns.assessment",
        label=_("Assessment"),
        synonyms=("assessment", "rating", "support level", "1-5", "score"),
        parse=parse_assessment,
    ),
    ImportColumn(
        id="campaigns.card_signed",
        label=_("Card signed on"),
        synonyms=("card signed", "card date", "signed card", "date signed", "authorization card"),
        parse=parse_signed,
    ),
    ImportColumn(
        id="campaigns.leader",
        label=_("Leader"),
        synonyms=("leader", "workplace leader", "natural leader"),
        parse=parse_bool,
    ),
    ImportColumn(
        id="campaigns.committee",
        label=_("On the committee"),
        synonyms=("committee", "organizing committee", "oc member", "on committee"),
        parse=parse_bool,
    ),
    ImportColumn(
        id="campaigns.production",
        label=_("Day record: production"),
        synonyms=("day record production",),
        parse=str.strip,
    ),
    ImportColumn(
        id="campaigns.worked_on",
        label=_("Day record: day worked"),
        synonyms=("day worked", "date worked", "work date", "shoot date", "shoot day"),
        parse=parse_worked,
    ),
    ImportColumn(
        id="campaigns.worked_hours",
        label=_("Day record: hours on the day"),
        synonyms=("hours on the day", "hours that day", "daily hours"),
        parse=parse_day_hours,
    ),
    ImportColumn(
        id="campaigns.head",
        label=_("Heads a department"),
        synonyms=("department head", "head of department", "dept head"),
        parse=parse_bool,
    ),
)


def choices(actor: Actor) -> Sequence[tuple[str, str]]:
    """The open campaigns that the actor leads, as (id, name)."""
    found = list_campaigns(actor=actor)
    return [(c["_id"], c["name"]) for c in found if may_lead(c, actor)]


def scopes(campaign_id: str) -> Sequence[str]:
    """What everybody of an import into this campaign carries."""
    return [scope_of(campaign_id)] if campaign_id else []
