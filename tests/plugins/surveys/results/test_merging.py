"""Answers to several versions of a survey are counted together, by key and code."""

from collections import Counter
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.surveys.results.counting import marks
from plugins.surveys.results.reading import read
from plugins.surveys.results.releasing import Counts, Rules, release
from plugins.surveys.results.shown import Wish
from plugins.surveys.results.tables import NO_ANSWER, tables
from tests.plugins.surveys.samples import options, question, version

Doc = dict[str, Any]
CODES = ("yes", "no", "maybe", "never", "later")
steps = st.lists(
    st.tuples(st.sampled_from(["question", "answer", "drop"]), st.integers(0, 3)), max_size=4
)


def history(changes: list[tuple[str, int]]) -> list[Doc]:
    """Versions: each adds a question or an answer to the one before, or asks one no more."""
    asked = {"q0": ["yes", "no"], "q1": ["yes", "no"]}
    made: list[Doc] = []
    for what, which in [("", 0), *changes]:
        asked = {key: list(codes) for key, codes in asked.items()}
        key = f"q{which}"
        if what == "question":
            asked.setdefault(key, ["yes", "no"])
        elif what == "answer" and key in asked and len(asked[key]) < len(CODES):
            asked[key].append(CODES[len(asked[key])])
        elif what == "drop" and len(asked) > 1:
            asked.pop(key, None)
        page = [question(k, "single", options=options(*codes)) for k, codes in asked.items()]
        made.append({**version(page), "n": len(made) + 1})
    return made


def given_to(versions: list[Doc], seed: int, people: int) -> list[tuple[Doc, Doc]]:
    """(version, answers) of people who met one of the versions."""
    random, found = Random(seed), []
    for _person in range(people):
        one = random.choice(versions)
        answers = {}
        for asked in one["pages"][0]["items"]:
            if random.random() < 0.85:
                answers[asked["key"]] = random.choice(asked["options"])["code"]
        found.append((one, answers))
    return found


def counts_of(given: list[tuple[Doc, Doc]]) -> Counts:
    """The running counts."""
    asked: dict[str, Counter[str]] = {}
    n: dict[str, dict[str, Counter[str]]] = {}
    for one, answers in given:
        for table, rows in marks(one, answers).items():
            asked.setdefault(table, Counter())["all"] += 1
            n.setdefault(table, {}).setdefault("all", Counter()).update(rows)
    return Counts({"all": len(given)}, asked, n)


@settings(deadline=None)
@given(steps, st.integers(0, 10**6), st.integers(1, 80))
def test_versions_merge_by_key_and_code(
    changes: list[tuple[str, int]], seed: int, people: int
) -> None:
    versions = history(changes)
    given_ = given_to(versions, seed, people)
    found = release(tables(versions), counts_of(given_), Rules(k=1, cohort=1))
    shown = {table.key: table for table in read(found, versions, "en", Wish())}
    keys = {q["key"] for one in versions for q in one["pages"][0]["items"]}
    met = {q["key"] for one, _answers in given_ for q in one["pages"][0]["items"]}
    assert set(shown) == keys
    for key in met:
        having = [v["n"] for v in versions if any(q["key"] == key for q in v["pages"][0]["items"])]
        asked = [a for one, a in given_ if one["n"] in having]
        real = Counter(answers.get(key, NO_ANSWER) for answers in asked)
        table = shown[key]
        assert table.base == len(asked), "only those whose version asked it"
        assert {row.code: row.all.n for row in table.rows if row.all.n} == dict(real)
        every = [row.code for row in table.rows]
        assert len(every) == len(set(every)), "a code that stays is one row, whatever the version"
        first = min(having)
        assert (f"Asked from version {first}." in table.note) == (first > 1)


def test_a_question_of_the_second_version_says_so() -> None:
    versions = history([("question", 2)])
    given_ = [(versions[0], {"q0": "yes"})] * 8 + [(versions[1], {"q0": "yes", "q2": "no"})] * 6
    found = release(tables(versions), counts_of(given_), Rules(k=5, cohort=10))
    old, _other, new = read(found, versions, "en", Wish())
    assert (old.base, old.note) == (14, "")
    assert (new.base, new.note) == (6, "Asked from version 2.")
