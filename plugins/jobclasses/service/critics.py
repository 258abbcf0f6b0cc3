"""What critics say of exposure figures: one line each, with where it is said."""

from plugins.jobclasses.service import catalogue


def lines() -> list[dict[str, str]]:
    """The lines of `data/critics.csv`: text, source, url ('' where only the source is named)."""
    return catalogue.rows("critics.csv")
