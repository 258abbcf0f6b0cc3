"""Paths: neighbours by shared tasks and tools, what is new in them, training that teaches it."""

from plugins.jobclasses.service import classes, paths, training


def test_a_rotoscope_artist_is_near_to_a_compositor_and_far_from_an_usher(shop):
    near = paths.neighbours(classes.get("roto-paint-artist"), 12)
    keys = [step["job"]["key"] for step in near]
    assert "ai-roto-artist" in keys
    assert "usher" not in keys
    assert near == sorted(near, key=lambda step: -step["near"])


def test_what_is_new_leaves_out_what_is_shared(shop):
    near = {s["job"]["key"]: s for s in paths.neighbours(classes.get("stage-electrician"), 20)}
    step = near["lighting-technician"]
    assert step["shared"]
    assert set(step["tools"]) <= set(step["job"]["tools"])


def test_training_that_names_a_new_skill_is_offered(shop):
    offer = {
        "name": "Rotoscoping by hand",
        "by": "Local 764",
        "about": "",
        "url": "",
        "checked": "",
    }
    training.save("", 0, {**offer, "skills": ["rotoscoping"]}, actor=shop.actor())
    step = {"tools": ["Rotoscoping software"], "tasks": [], "job": classes.get("roto-paint-artist")}
    assert "Rotoscoping by hand" in [o["name"] for o in training.fitting(step)]


def test_a_shipped_offer_is_changed_taken_off_and_put_back(shop):
    offer = training.every()[0]
    change = {name: offer[name] for name in training.FIELDS} | {"about": "Ours now"}
    training.save(offer["key"], 0, change, actor=shop.actor())
    assert training.get(offer["key"])["about"] == "Ours now"
    training.remove(offer["key"], actor=shop.actor())
    assert offer["key"] not in [o["key"] for o in training.every()]
    training.remove(offer["key"], actor=shop.actor(), back=True)
    assert offer["key"] in [o["key"] for o in training.every()]


def test_the_page_of_paths_names_what_is_shared(client):
    text = client.sign_in("organizer").get("~/jobclasses/classes/gaffer/paths").get_data(True)
    assert "New to learn" in text
