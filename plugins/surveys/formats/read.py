"""What reading a questionnaire gives: the survey, what the format said that we cannot do, or no."""

from dataclasses import dataclass
from typing import Any

from plugins.surveys.definition import keys


@dataclass
class Read:
    """`survey` as for `create_survey`; `left`: what was not taken over, each with its place."""

    survey: dict[str, Any]
    left: list[str]


class Refused(Exception):
    """The file cannot be taken; `messages` say where (sheet, row and column) and why."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("; ".join(messages[:3]))
        self.messages = messages


class Names:
    """Keys and codes of ours for the names of a format, each once and the same every time."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}
        self._taken: set[str] = set()

    def give(self, name: str, key: str) -> None:
        """Let a name have this key, where the key is not taken."""
        if name not in self.given and key not in self._taken:
            self.given[name] = key
            self._taken.add(key)

    def key(self, name: str) -> str:
        """The key for a question's or page's name."""
        if name not in self.given:
            wanted = name if keys.is_key(name) else keys.slug(name, "question")
            self.given[name] = keys.fresh(wanted, self._taken)
            self._taken.add(self.given[name])
        return self.given[name]


def codes(names: list[str]) -> dict[str, str]:
    """A code of ours for each code of a list."""
    found: dict[str, str] = {}
    for name in names:
        fit = keys.is_code(name) and name not in keys.RESERVED
        found[name] = keys.fresh(name if fit else keys.slug(name, "answer"), set(found.values()))
    return found
