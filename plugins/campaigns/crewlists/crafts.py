"""The words by which a position is known on a crew list, whatever the craft (see `departments`)."""

import re
from typing import Final

from crm.values import fold

_CRAFT_WORDS: Final = (
    "grip grips gaffer electric electrician electrics lamp dolly rigging rigger operator loader dit"
    " mixer boom utility designer supervisor coordinator costumer seamstress tailor makeup make-up"
    " hair hairstylist stylist prop props property dresser leadman leadperson decorator director"
    " producer manager script editor assistant pa driver captain carpenter painter scenic greens"
    " plasterer propmaker medic craft caterer chef security teacher accountant clerk secretary vfx"
    " sfx effects stunt wrangler photographer playback technician buyer foreman foreperson key head"
    " publicist armorer welder sculptor ager dyer draper cutter stitcher shopper swing programmer"
    " board ac 1st 2nd 3rd best boy cinematographer dp dop photography master artist intern"
    " coordinator estimator illustrator graphic locations parking genny generator steadicam video"
    " audio a1 a2 spot flyman props cam art set production unit ad upm trainee crew engineer lead"
    " loader data wrangler techno crane medical runner mua stagehand wardrobe costume supervisor"
).split()
WORDS: Final = frozenset(_CRAFT_WORDS)


def plain(text: str) -> str:
    """A heading or position for comparing: folded, without counts, colons and the like."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s&/-]", " ", fold(text))).strip(" -")


def is_position(text: str) -> bool:
    """Whether a text reads like a position: one of its words is a craft's."""
    return any(word in WORDS for word in re.split(r"[\s/]+", plain(text)))


def only_position(text: str) -> bool:
    """Whether a text is a position and no more: at most one of its words is not a craft's."""
    words = re.split(r"[\s/]+", plain(text))
    return is_position(text) and sum(word not in WORDS for word in words) < 2
