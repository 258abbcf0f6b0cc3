"""The shipped catalogue: whole, and every class with what a committee needs to cite it."""

import re
from collections import Counter

from crm.values import fold
from plugins.jobclasses import words
from plugins.jobclasses.service import catalogue, taxonomy

HARD_WORDS = re.compile(
    r"\b(leverag|utiliz|utilis|synerg|holistic|paradigm|cutting-edge|seamless|robust|empower"
    r"|stakeholder|facilitat|e\.g\.|i\.e\.)",
    re.I,
)
"""What a plain text does without."""


def test_there_are_classes_of_every_craft_and_many_that_came_up_with_ai():
    found = catalogue.classes().values()
    emerging = [job for job in found if job["status"] == "sighted"]
    assert len(found) - len(emerging) >= 250
    assert len(emerging) >= 80
    assert {job["craft"] for job in found} == set(catalogue.crafts())


def test_every_emerging_class_says_how_it_stands_to_ai_and_with_which_kind():
    bare = [
        key
        for key, job in catalogue.classes().items()
        if job["status"] == "sighted" and not (job["ai_kinds"] and job["ai_relations"])
    ]
    assert bare == []


def test_every_kind_of_ai_of_a_class_is_defined():
    known = set(taxonomy.shipped())
    assert [k for k, job in catalogue.classes().items() if set(job["ai_kinds"]) - known] == []


def test_no_name_stands_for_two_classes():
    names = Counter(
        fold(name)
        for job in catalogue.classes().values()
        for name in {job["title"], *(a["text"] for a in job["aliases"])}
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_every_code_is_in_the_table_of_official_titles():
    unknown = [
        (key, scheme, code["code"])
        for key, job in catalogue.classes().items()
        for scheme in ("soc", "isco", "noc")
        for code in job["codes"][scheme]
        if (scheme, code["code"]) not in catalogue.codes()
    ]
    bare = [key for key, job in catalogue.classes().items() if not job["codes"]["soc"]]
    assert unknown == []
    assert bare == []


def test_soc_codes_and_titles_are_those_of_soc_2018(shared_data):
    """O*NET 27.0 has an occupation ending in .00 for each SOC 2018 occupation it covers."""
    table = (shared_data / "onet" / "Occupation Data.txt").read_text(encoding="utf-8")
    official = dict(line.split("\t")[:2] for line in table.splitlines()[1:])
    wrong = [
        (code, title)
        for (scheme, code), title in catalogue.codes().items()
        if scheme == "soc" and official.get(f"{code}.00") != title
    ]
    onet = {c["code"] for job in catalogue.classes().values() for c in job["codes"]["onet"]}
    assert wrong == []
    assert sorted(onet - set(official)) == []


def test_the_catalogue_is_written_in_plain_words():
    hard, long = [], []
    for key, job in catalogue.classes().items():
        text = " ".join([job["definition"], *job["tasks"]])
        hard += [(key, found[0]) for found in [HARD_WORDS.search(text)] if found]
        long += [key for sentence in (job["definition"], *job["tasks"]) if len(sentence) > 160]
    assert hard == []
    assert long == []


def test_every_local_covers_known_crafts_in_a_sentence_with_a_source():
    for row in catalogue.locals_():
        assert set(row["crafts"]) <= set(catalogue.crafts()), row["number"]
        assert row["jurisdiction"].endswith("."), row["number"]
        assert row["source"], row["number"]
        assert row["certainty"] in words.keys(words.CERTAINTY), row["number"]


def test_every_class_has_craft_definition_tasks_and_source():
    bare = [
        key
        for key, job in catalogue.classes().items()
        if not (job["definition"] and len(job["tasks"]) >= 2 and job["sources"] and job["title"])
        or job["craft"] not in catalogue.crafts()
    ]
    assert catalogue.classes()
    assert bare == []


def test_every_fixed_word_of_a_class_is_known():
    wrong = [
        (key, field)
        for key, job in catalogue.classes().items()
        for field, pairs in (("ai_relations", words.RELATIONS), ("trained_on", words.TRAINED_ON))
        if set(job[field]) - set(words.keys(pairs))
    ]
    wrong += [
        (key, code)
        for key, job in catalogue.classes().items()
        for listed in job["codes"].values()
        for code in listed
        if code["relation"] not in words.keys(words.MAPPINGS)
    ]
    statuses = {job["status"] for job in catalogue.classes().values()}
    assert wrong == []
    assert statuses <= set(words.LIVE)


def test_a_parent_is_another_class_and_no_circle():
    known = catalogue.classes()
    for key in known:
        seen, at = {key}, known[key]["parent"]
        while at:
            assert at in known, f"{key}: there is no parent {at}"
            assert at not in seen, f"{key} is its own ancestor"
            seen.add(at)
            at = known[at]["parent"]
