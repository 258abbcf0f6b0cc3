"""The shipped catalogue: whole, and every class with what a committee needs to cite it."""

from plugins.jobclasses import words
from plugins.jobclasses.service import catalogue


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
