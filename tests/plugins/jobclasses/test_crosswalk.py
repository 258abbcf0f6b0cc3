"""The crosswalk: its file goes out and comes in again, and a wrong row changes nothing."""

import io

import pytest

from crm.errors import Invalid
from plugins.jobclasses.service import classes, crosswalk, keeping


def take_in(shop, text, name="codes.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return crosswalk.take_in(io.BytesIO(data), name, actor=shop.actor())


def refused(shop, text):
    with pytest.raises(Invalid) as wrong:
        take_in(shop, text)
    return " ".join(str(m) for m in wrong.value.errors["file"])


def test_what_goes_out_comes_in_without_a_change(shop):
    done = take_in(shop, crosswalk.as_csv("soc"))
    assert done["classes"] == 0
    assert done["same"] == len({row["class_key"] for row in crosswalk.rows("soc")})


def test_codes_of_a_file_replace_those_of_the_classes_it_names(shop):
    text = "title,scheme,code,relation\nFocus puller,soc,27-4031,narrower\nGaffer,isco,3521,exact\n"
    assert take_in(shop, text) == {"rows": 2, "classes": 2, "same": 0}
    codes = classes.get("first-assistant-camera")["codes"]
    assert codes["soc"] == [{"code": "27-4031", "relation": "narrower"}]
    assert codes["noc"], "other schemes stay"
    assert keeping.versions("gaffer")[0]["action"] == "import"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("Gaffer,soc,99-9999,exact", "is no code of SOC 2018"),
        ("Gaffer,soc,27-4031,sort of", "write exact, broader"),
        ("Nobody,soc,27-4031,exact", "is no class here"),
        ("Gaffer,nace,27-4031,exact", "soc, onet, isco or noc"),
        (f"{'x' * 10_001},soc,27-4031,exact", "Longer than"),
    ],
)
def test_one_wrong_row_is_named_and_nothing_is_written(shop, row, says):
    good = "Focus puller,soc,27-4031,narrower"
    message = refused(shop, f"title,scheme,code,relation\n{good}\n{row}\n")
    assert says in message
    assert "Row 3" in message
    assert classes.get("first-assistant-camera")["version"] == 0


def test_a_file_without_the_columns_says_which_are_missing(shop):
    assert "code" in refused(shop, "title,scheme,number\nGaffer,soc,1\nGrip,soc,2\n")


def test_an_unreadable_file_says_what_it_is(shop):
    assert "PDF" in refused(shop, b"%PDF-1.7 nothing")
    assert refused(shop, b"")


def test_another_encoding_is_read(shop):
    text = "title,scheme,code,relation\nchef électricien,isco,3521,exact\n"
    assert take_in(shop, text.encode("cp1252"))["classes"] == 1


def test_the_page_keeps_a_wrong_file_out_with_a_message(client):
    client.sign_in("lead")
    data = {"file": (io.BytesIO(b"title,scheme,code\nGaffer,soc,1\n"), "codes.csv")}
    answer = client.post("~/jobclasses/crosswalk", data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "is no code of SOC 2018" in answer.get_data(as_text=True)
