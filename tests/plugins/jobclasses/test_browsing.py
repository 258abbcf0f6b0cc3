"""Looking job classes up, and the page of one."""

from crm import db
from plugins.jobclasses.service import browsing


def titles(**asked):
    return [job["title"] for job in browsing.look_up(asked)]


def test_a_few_letters_of_a_title_an_alias_a_code_a_task_or_a_tool_find_a_class(world):
    with world.local():
        assert titles(q="gaf")[0] == "Gaffer"
        assert "Gaffer" in titles(q="chief light")
        assert "Gaffer" in titles(q="27-4015")
        assert "Gaffer" in titles(q="light meter")
        assert titles(q="xyzzy") == []


def test_the_list_is_narrowed_while_typing(client):
    client.sign_in("organizer")
    page = client.get("~/jobclasses/?q=juicer", headers={"HX-Request": "true"})
    text = page.get_data(as_text=True)
    assert "Set lighting technician" in text
    assert "<html" not in text


def test_the_page_of_a_class_says_what_it_is(client):
    text = client.sign_in("organizer").get("~/jobclasses/classes/gaffer").get_data(as_text=True)
    assert "Answer for electrical safety on set" in text
    assert "27-4015" in text


def test_an_unknown_class_is_not_found(client):
    assert client.sign_in("organizer").get("~/jobclasses/classes/nosuch").status_code == 404


def test_the_global_search_finds_classes(client):
    text = client.sign_in("organizer").post("~/search", {"words": "juicer"}).get_data(as_text=True)
    assert "Set lighting technician" in text


def test_the_page_of_a_class_says_how_many_are_in_it(client, world):
    with world.local():
        row = {"person_id": "ada", "class_key": "gaffer", "title_key": "gaffer"}
        db.collection("jobclasses_people").insert(row)
    text = client.sign_in("lead").get("~/jobclasses/classes/gaffer").get_data(as_text=True)
    assert "1 person of the roster is in this class." in text
