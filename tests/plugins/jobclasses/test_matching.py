"""The parts of the matcher: keys of titles, the grammar of AI titles, likeness, honesty."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.jobclasses.matching import (
    aliases,
    calibration,
    grammar,
    index,
    normalizing,
    training,
)
from plugins.jobclasses.service import catalogue
from tests.plugins.jobclasses import release


def test_equal_titles_have_equal_keys() -> None:
    keys = normalizing.keys("Chief Executive Officer (CEO)")
    assert keys == {"chief executive officer ceo", "chief executive officer", "ceo"}
    assert normalizing.fold("Gaffer’s  ÉLECTRICIEN & co.") == "gaffers electricien and co"
    assert normalizing.terms("Asst. Wardrobe Supes") == ("assistant", "costume", "supe")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    read = grammar.parse(text)
    assert len(read.folded) <= normalizing.LONGEST
    assert read.is_ai == bool(read.terms)
    assert normalizing.fold(read.folded) == read.folded


@pytest.mark.parametrize(
    ("title", "base", "relation"),
    [
        ("Generative AI Previs Artist", "previs artist", "operates"),
        ("AI Matte Painter", "matte painter", "operates"),
        ("Machine Learning Engineer", "engineer", "builds"),
        ("AI Dialogue Editor", "dialogue editor", "operates"),
        ("AI Dubbing Engineer", "dubbing engineer", "operates"),
        ("Data Annotator, Animation", "data annotator animation", "trains"),
        ("AI Shot Supervisor", "shot supervisor", "supervises"),
        ("AI-assisted Production Accountant", "production accountant", "assisted"),
        ("Machine Translation Post-Editor", "post editor", "supervises"),
        ("Voice Data Contributor (synthetic voice)", None, "input"),
    ],
)
def test_the_modifier_comes_off_and_the_role_says_the_relation(
    title: str, base: str | None, relation: str
) -> None:
    read = grammar.parse(title)
    assert read.is_ai
    assert base is None or read.base == base
    assert read.relation == relation


@pytest.mark.parametrize(
    "title",
    [
        "AI Technician, Swine",
        "Artificial Insemination Technician",
        "Adobe Illustrator AI File Preparer",
        "Key Grip",
        "Roto-Rooter Plumber",
        "High Volume Sales Clerk",
        "Volume Operator",
        "Unreal Engine Generalist",
        "Motion Control Operator",
        "Maintenance Mechanic",
        "Synthetic Turf Installer",
    ],
)
def test_what_only_sounds_like_ai_is_not(title: str) -> None:
    assert not grammar.parse(title).is_ai


@pytest.fixture(scope="module")
def names() -> aliases.Names:
    return aliases.build(catalogue.classes(), [])


def test_every_class_is_found_by_its_own_names(names: aliases.Names) -> None:
    for job in catalogue.classes().values():
        best = aliases.alike(names, job["title"])
        assert job["key"] in {like.key for like in best if like.score == best[0].score}
        assert best[0].score == aliases.EXACT


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Gaffer", "gaffer"),
        ("Asst. chief lighting tech", "best-boy-electric"),
        ("Lamp operater", "lighting-technician"),
        ("Senior Gaffer (freelance)", "gaffer"),
        ("AI Gaffer", "gaffer"),
    ],
)
def test_titles_as_people_write_them(names: aliases.Names, title: str, key: str) -> None:
    assert aliases.alike(names, title)[0].key == key


def test_a_decision_is_a_name_at_once(names: aliases.Names) -> None:
    before = aliases.alike(names, "Zorblifexer")
    assert not before
    learned = aliases.build(catalogue.classes(), [("Zorblifexer", "gaffer")])
    best = aliases.alike(learned, "zorblifexer")[0]
    assert (best.key, best.name.source) == ("gaffer", "decision")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_a_curve_rises_and_stays_a_probability(pairs: list[tuple[float, bool]]) -> None:
    curve = calibration.fit(pairs)
    values = [curve(n / 20) for n in range(21)]
    assert all(0 <= v <= 1 for v in values)
    assert all(a <= b + 1e-9 for a, b in pairwise(values))


def test_the_calibration_error_of_honest_and_of_boastful_probabilities() -> None:
    draw = random.Random(3)
    honest = [(p, draw.random() < p) for p in (draw.random() for _ in range(20_000))]
    assert calibration.expected_error(honest) < 0.02
    boast = [(0.99, draw.random() < 0.5) for _ in range(2000)]
    assert calibration.expected_error(boast) == pytest.approx(0.49, abs=0.03)


@pytest.fixture(scope="module")
def learned() -> index.Index:
    pairs = [(c, t) for c, w in release.WORK.items() for t in (w[0], *w[1].split(";"))]
    tasks = [f"{w[2]} every day before the audience comes in" for w in release.WORK.values()]
    return training.train(pairs, tasks, lambda _d, _t: None, {"release": "27.0"})


def test_the_same_titles_make_the_same_index(learned: index.Index, tmp_path: Path) -> None:
    index.save(learned, tmp_path / "i.npz")
    stored = index.load(tmp_path / "i.npz")
    titles = ["trailer cutter", "boom operator", "night nurse", "zzyx"]
    ours, theirs = learned.guess(titles), stored.guess(titles)
    for mine, other in zip(ours, theirs, strict=True):
        assert [c for c, _p in mine.occupations] == [c for c, _p in other.occupations]
        assert mine.accepted == other.accepted
    assert index.about(tmp_path / "i.npz")["release"] == "27.0"


def test_known_titles_are_certain_and_chances_fall(learned: index.Index) -> None:
    for guess in learned.guess(["boom operator", "clinic nurse"]):
        chances = [chance for _code, chance in guess.occupations]
        assert guess.exact
        assert chances[0] >= 0.97
        assert chances == sorted(chances, reverse=True)
    nurse = learned.guess(["clinic nurse"])[0]
    assert learned.codes[nurse.occupations[0][0]] == "29-1141.00"


def test_a_broken_index_is_told_from_a_good_one(tmp_path: Path) -> None:
    for content in (b"", b"PK nothing", b"\x93NUMPY"):
        (tmp_path / "i.npz").write_bytes(content)
        with pytest.raises(index.NoIndex):
            index.load(tmp_path / "i.npz")
