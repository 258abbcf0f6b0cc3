"""Codes and the ids made of them."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.surveys.answering import tokens


def test_a_code_is_long_enough_and_never_the_same():
    codes = {tokens.new_code() for _n in range(500)}
    assert len(codes) == 500
    assert all(len(c) == 26 and set(c) <= set(tokens.DIGITS) for c in codes)


def test_a_code_typed_from_paper_is_read_as_it_was_meant():
    code = tokens.new_code()
    typed = tokens.on_paper(code).upper().replace("0", "O").replace("1", "l")
    assert tokens.read_code(f"  {typed} ") == code


@given(st.text(max_size=60))
def test_whatever_else_is_typed_is_no_code(typed):
    read = tokens.read_code(typed)
    assert read == "" or (len(read) == 26 and set(read) <= set(tokens.DIGITS))


def test_ids_made_of_one_code_have_nothing_in_common():
    code, secret = tokens.new_code(), b"s" * 32
    response = tokens.response_key(secret, code)
    made = {
        code,
        tokens.roster_id(code),
        response,
        tokens.response_key(b"t" * 32, code),
        tokens.comment_key(secret, response, "story"),
        tokens.comment_key(secret, response, "other"),
    }
    assert len(made) == 6
