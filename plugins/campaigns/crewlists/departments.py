"""Departments as crew lists head them.

Compiled from the way IATSE locals and the crew lists of film, television and theatre name them
(Locals 44, 52, 80, 600, 695, 700, 705, 706, 728, 729, 764, 798, 800, 829, 871, 892); facts, no text
of theirs. A heading gets its usual name, so that a department has one name however the sheets of a
shoot write it.
"""

from typing import Final

from crm.values import fold
from plugins.campaigns.crewlists.crafts import plain

_DEPARTMENTS: Final = {
    "Production": "production office|production staff|directing|production department",
    "Script": "script supervision|continuity|script supervisor",
    "Camera": "camera department|camera crew|camera/dit|photography",
    "Grip": "grips|grip department",
    "Lighting": "electric|electrical|set lighting|electrics|lx|lighting department",
    "Sound": "sound department|production sound|audio",
    "Video": "video assist|playback|video playback|projection",
    "Art": "art department|art dept",
    "Set decoration": "set dec|set dressing|set decorating",
    "Props": "property|properties|prop department|property department",
    "Construction": "construction department|carpentry|carpenters",
    "Scenic": "scenic artists|paint|scenic art|paint department",
    "Greens": "greens department",
    "Costume": "costumes|wardrobe|costume department|wardrobe department|costumers",
    "Make-up": "makeup|make up|make-up department|makeup department",
    "Hair": "hair department|hairstyling|hair styling",
    "Make-up and hair": "make-up/hair|makeup/hair|hair/makeup|hair & makeup|make-up & hair"
    "|hair and makeup|makeup and hair|makeup & hair|hair/make-up|hmu|mu/hair|hair & make-up",
    "Special effects": "sfx|special effects department|spfx",
    "Visual effects": "vfx|visual effects department",
    "Stunts": "stunt department",
    "Locations": "location department|locations department|location",
    "Transportation": "transpo|transport|transportation department|drivers",
    "Craft service": "craft services|crafty",
    "Catering": "caterers",
    "Medic": "medical|set medic|medics|safety",
    "Accounting": "accounts|accounting department",
    "Editorial": "post production|post|editing|post-production|editorial department",
    "Animals": "animal wranglers|wranglers",
    "Stage": "stage crew|stagehands|deck|running crew",
    "Rigging": "rigging grip|rigging electric|riggers",
}
NOT_CREW: Final = frozenset(
    "cast|talent|background|extras|atmosphere|stand-ins|stand ins|standins|bg|background talent"
    "|scenes|schedule|advance schedule|advance|special instructions|notes|production notes"
    "|equipment|vehicles|locations and scenes|department notes".split("|")
)
"""Sections of a call sheet that hold no crew: their lines are shown, not made into people."""

_BY_NAME: Final = {
    fold(word): name for name, words in _DEPARTMENTS.items() for word in (name, *words.split("|"))
}


def department(text: str) -> str:
    """The department that a heading names, by its usual name; '' for none."""
    bare = plain(text)
    found = _BY_NAME.get(bare)
    return found or _BY_NAME.get(bare.removesuffix(" dept").removesuffix(" crew"), "")


def not_crew(text: str) -> bool:
    """Whether a heading opens a section that holds no crew."""
    return plain(text) in NOT_CREW
