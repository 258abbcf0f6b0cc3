"""Questions with several answers: what their rows say about one another.

Each row is protected by itself, but the rows are not free of each other. Whoever answered chose
one thing at least, so that the rows and "no answer" together are not fewer than were asked; nobody
is in "no answer" (or in an answer that rules out the others) and in a row besides; and a question
may say how many must or may be chosen. Where few people chose more than one thing, what is shown
would so tell what is not. So each row is protected within the room that all others, staying as
they are, leave it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plugins.surveys.results.tables import NO_ANSWER, Limits
from plugins.surveys.statistics.suppression import WIDTH


@dataclass(frozen=True)
class Column:
    """One group (or everybody): how many were asked, and how many stand in each row."""

    base: int
    rows: Mapping[str, int]
    limits: Limits

    @property
    def _alone(self) -> set[str]:
        return {NO_ANSWER, *self.limits.alone}

    @property
    def _choosers(self) -> int:
        """People who chose answers that may stand together."""
        return self.base - sum(n for row, n in self.rows.items() if row in self._alone)

    def _plain(self) -> list[int]:
        return [n for row, n in self.rows.items() if row not in self._alone]

    def fewer(self, row: str) -> int:
        """By how many the row may be fewer."""
        least = max(self.limits.least, 1)
        over = sum(self._plain()) - least * self._choosers
        return min(self.rows[row], over // least if row in self._alone else over)

    def more(self, row: str) -> int:
        """By how many the row may be more."""
        most, choosers = self.limits.most, self._choosers
        rest = most * choosers - sum(self._plain()) if most else self.base
        if row in self._alone:
            return min(choosers - max(self._plain(), default=0), rest // most if most else rest)
        return min(choosers - self.rows[row], rest)

    def room(self, row: str, *, shared: bool) -> tuple[int, int]:
        """By how many the row may be fewer and more.

        Half of it where it is `shared` with how many were asked, which may then be hidden, too.
        """
        part = 2 if shared else 1
        return self.fewer(row) // part, self.more(row) // part

    def asked(self, *, shared: bool) -> tuple[int, int]:
        """By how many those who were not asked may be fewer and more, the rows as they are."""
        least = max(self.limits.least, 1)
        choosers, plain = self._choosers, self._plain()
        fewer = (sum(plain) - least * choosers) // least
        more = choosers - max(plain, default=0)
        if self.limits.most:
            more = min(more, (self.limits.most * choosers - sum(plain)) // self.limits.most)
        return fewer // (2 if shared else 1), more // (2 if shared else 1)

    def beside(self, hidden: Iterable[str]) -> set[str] | None:
        """The hidden rows and those to hide with them; None where no row would do.

        One that could be fewer only if another were more has another hidden beside it.
        """
        found = set(hidden)
        for row in sorted(found):
            if self.fewer(row) >= min(WIDTH, self.rows[row]):
                continue
            room = [(n, other) for other, n in self.rows.items()
                    if other != row and other not in self._alone
                    and n and self.more(other) >= WIDTH]  # fmt: skip
            if not {other for _n, other in room} & found:
                if not room:
                    return None
                found.add(min(room)[1])
        return found
