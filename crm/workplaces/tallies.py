"""One tally of ballots in a union election, who won it, and which tally of several is the one that
counts.

Not here: reading the labor board's file (electionfile.py), and storing election records.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crm.workplaces.affiliation import Affiliation
from crm.workplaces.employernames import employer_keys

Outcome = Literal["won", "lost", "tie", "undecided"]
Question = Literal["representation", "self-determination", "deauthorization"]

CERTIFYING = frozenset(
    {"Certific. of Representative", "Certification of Representative", "Amended Certification"}
)
_TYPE_ORDER = {"Initial": 0, "Rerun": 1, "Run-off": 2}


@dataclass(frozen=True)
class UnionVotes:
    """One union on the ballot. `certified`: the board closed the case by certifying the union
    named here.
    """

    name: str
    votes: int
    affiliation: Affiliation | None
    local: str | None
    certified: bool


@dataclass(frozen=True)
class Tally:
    """One row of the board's file. Counts are people or ballots, 0 where the file gives none.

    `certified_name` is what the file says under "Union To Certify": it names a union for many lost
    elections too. `valid` is the file's own count, and often wrong or 0; `cast` is what the votes
    add up to.
    """

    case_number: str
    case_name: str
    employer: str
    aliases: tuple[str, ...]
    city: str
    state: str
    status: str
    filed_date: date | None
    closed_date: date | None
    tally_date: date
    closed_reason: str
    mode: str
    tally_type: str
    category: str
    unit_id: str
    eligible: int
    void: int
    unions: tuple[UnionVotes, ...]
    against: int
    valid: int
    challenged: int
    determinative: bool
    runoff: bool
    certified_name: str
    petition_unit: str
    unit_description: str
    nth: int

    @property
    def key(self) -> str:
        """Stays the same when the file is imported again: case, unit, type, date, and n-th among
        equals.
        """
        day = self.tally_date.isoformat()
        return f"{self.case_number}/{self.unit_id}/{self.tally_type}/{day}/{self.nth}"

    @property
    def employer_keys(self) -> tuple[str, ...]:
        """What the employer is found by; see employernames.employer_keys."""
        return employer_keys(self.case_name)

    @property
    def cast(self) -> int:
        """Votes for any union and against all."""
        return sum(union.votes for union in self.unions) + self.against

    @property
    def question(self) -> Question:
        """What the voters were asked.

        Deauthorization (UD cases) asks whether to withdraw the union-security clause.
        Self-determination asks whether a group joins a larger unit, often beside a vote on the
        union itself.
        """
        if self.category == "UD" or "-UD-" in self.case_number:
            return "deauthorization"
        return "self-determination" if self.category == "Self Determination" else "representation"

    @property
    def outcome(self) -> Outcome:
        """How this tally ended, from the union's side.

        The rule is the majority of the valid votes cast (NLRA s. 9(a), 29 U.S.C. 159(a); R.C.A.
        Manufacturing, 2 NLRB 159, 1936: of the votes, not of those eligible), so a tie is not a
        win. Challenged ballots that could change the result leave it undecided (29 CFR 102.69),
        unless the board went on to certify the union. Among several choices none of which has a
        majority a run-off follows (29 CFR 102.70): undecided. The votes decide, not "Union To
        Certify", which the file fills in for lost elections as well; only where the votes do not
        add up to the valid votes counted and show no majority does the board's certification
        decide. A deauthorization vote is not won or lost by a majority of votes cast (s. 9(e)(1):
        of the employees), and the file does not say which way its votes are counted: undecided.
        """
        certified = any(union.certified for union in self.unions)
        most = max((union.votes for union in self.unions), default=0)
        if self.question == "deauthorization":
            return "undecided"
        if self.determinative:
            return "won" if certified and most * 2 > self.cast else "undecided"
        if most * 2 > self.cast or (certified and self.cast != self.valid):
            return "won"
        return self._without_majority()

    @property
    def winner(self) -> UnionVotes | None:
        """The union that won this tally: the certified one, else the one with most votes."""
        if self.outcome != "won":
            return None
        return max(self.unions, key=lambda union: (union.certified, union.votes))

    def _without_majority(self) -> Outcome:
        if not self.cast:
            return "undecided"
        if self.against * 2 > self.cast:
            return "lost"
        return "tie" if len(self.unions) == 1 else "undecided"


def final_tallies(tallies: Iterable[Tally]) -> list[Tally]:
    """The tallies that count, so that no election is counted twice.

    A case can hold several units (A, B, ...), and a unit several tallies: revised after challenged
    ballots were counted, rerun after objections, run-off between two choices. Of one unit the
    latest by date counts; on the same day a run-off before a rerun before the initial tally, and a
    revised one before what it revises. A self-determination tally counts only where the unit has
    no other. Tallies alike in all this but with different numbers of eligible voters are separate
    voting groups, and all count; equal ones are repeats, and one counts.
    """
    by_unit: dict[tuple[str, str], list[Tally]] = {}
    for tally in tallies:
        by_unit.setdefault((tally.case_number, tally.unit_id), []).append(tally)
    return [final for group in by_unit.values() for final in _final(group)]


def _final(group: list[Tally]) -> list[Tally]:
    latest = max(_order(tally) for tally in group)
    last = [tally for tally in group if _order(tally) == latest]
    last.sort(key=lambda tally: any(union.certified for union in tally.unions))
    by_voters = {tally.eligible: tally for tally in last}
    if len(by_voters) > 1:
        by_voters.pop(0, None)
    return list(by_voters.values())


def _order(tally: Tally) -> tuple[bool, date, int, bool]:
    return (
        tally.question != "self-determination",
        tally.tally_date,
        _TYPE_ORDER.get(tally.tally_type, 0),
        tally.category.startswith("Revised"),
    )
