"""Who heads a department: positions as IATSE crafts and their crew lists write them (the locals
of `departments`)."""

from typing import Final

from plugins.campaigns.crewlists.crafts import plain

HEADS: Final = frozenset(
    "key grip|gaffer|chief lighting technician|costume designer|production designer"
    "|director of photography|dp|dop|cinematographer|prop master|property master|props master"
    "|make-up department head|makeup department head|hair department head|key makeup|key make-up"
    "|department head hair|department head makeup|department head make-up|key hair"
    "|key hair stylist|key makeup artist|key make-up artist|sound mixer|production sound mixer"
    "|script supervisor|art director|set decorator|construction coordinator|charge scenic"
    "|charge scenic artist|lead scenic|special effects coordinator|visual effects supervisor"
    "|stunt coordinator|location manager|supervising location manager|transportation coordinator"
    "|transportation captain|wardrobe supervisor|costume supervisor|greens coordinator|editor"
    "|production coordinator|key craft service|head carpenter|head electrician|head properties"
    "|head props|head audio|head sound|head of wardrobe|vfx supervisor|rigging gaffer"
    "|key rigging grip|video assist operator|key medic|production accountant".split("|")
)
"""Who answers for a department on a set or stage, as positions are written."""


def is_head(position: str) -> bool:
    """Whether a position heads a department."""
    bare = plain(position)
    return bare in HEADS or bare.startswith(("head of ", "department head", "dept head"))
