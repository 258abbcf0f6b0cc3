"""What is refused as a new password: what a guesser tries first."""

import pytest

from crm.accounts import passwords
from crm.errors import Invalid


@pytest.mark.parametrize(
    "password", ["password1234567", "123456789012345", "qwertyuiop!!!!!", "Nadia Newcomer x"]
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check_new(password, about=("Nadia Newcomer x",))
    assert "easy to guess" in str(refused.value.errors["password"][0])


def test_a_phrase_is_welcome() -> None:
    passwords.check_new("nine lanterns over the loading dock", about=("Nadia",))
