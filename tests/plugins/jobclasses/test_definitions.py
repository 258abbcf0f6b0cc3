"""The definitions of so-called AI: whole, cited by version, worded anew by a local."""

import pytest

from crm.errors import Conflict
from plugins.jobclasses.service import taxonomy

WORDING = {
    "name": "Generated pictures",
    "definition": "Pictures that nobody drew.",
    "example": "Key art",
    "is_not": "Photographs",
    "oecd": "",
    "nist": "",
    "reason": "Our members' words",
}


def test_all_seventeen_kinds_say_what_they_are_and_are_not_with_their_terms_and_day():
    kinds = taxonomy.shipped()
    assert len(kinds) == 17
    for kind in kinds.values():
        assert all(kind[name] for name in taxonomy.FIELDS), kind["key"]
        assert kind["version"] == "2026-11-27"
    assert not kinds["rules"]["is_ai"]


def test_a_local_words_a_kind_anew_and_the_older_text_stays(shop):
    after = taxonomy.reword("image", 0, WORDING, actor=shop.actor())
    assert after["number"] == 1
    assert taxonomy.current()["image"]["definition"] == "Pictures that nobody drew."
    again = {**WORDING, "definition": "Pictures a model made."}
    taxonomy.reword("image", 1, again, actor=shop.actor())
    assert [row["definition"] for row in taxonomy.wordings()] == [
        "Pictures a model made.",
        "Pictures that nobody drew.",
    ]
    assert taxonomy.shipped()["image"]["name"] == "Generative image"


def test_whoever_words_it_second_sees_the_other_text(shop):
    taxonomy.reword("image", 0, WORDING, actor=shop.actor())
    with pytest.raises(Conflict) as late:
        taxonomy.reword("image", 0, WORDING, actor=shop.actor())
    assert late.value.extra["theirs"]["definition"] == "Pictures that nobody drew."


def test_the_page_can_be_cited(shop, client):
    taxonomy.reword("image", 0, WORDING, actor=shop.actor())
    text = client.sign_in("leadership").get("~/jobclasses/definitions").get_data(as_text=True)
    assert "wording 1 of this local" in text
    assert "Our members&#39; words" in text
    assert 'id="replica"' in text
