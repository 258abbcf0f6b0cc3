"""Password hashing and the rules for new passwords (NIST SP 800-63B-4, section 3.1.1.2)."""

from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crm.errors import Invalid
from crm.i18n import _

LONG, WITH_SECOND_FACTOR, LONGEST = 15, 8, 256
COMMON = Path(__file__).parent / "common_passwords.txt"

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text().split("\n"))


def _is_common(password: str) -> bool:
    plain = password.casefold().replace(" ", "")
    word = plain.strip("0123456789!.?*-_")
    return plain in _common() or word in _common() or len(set(plain)) < 5


def check_new(password: str, *, second_factor: bool = False, about: tuple[str, ...] = ()) -> None:
    """Refuse a weak new password: too short, common, or made of the person's own words.

    Raises Invalid on the field 'password'. There are no composition rules; spaces are welcome.
    """
    least = WITH_SECOND_FACTOR if second_factor else LONG
    if len(password) < least:
        raise Invalid(
            {"password": [_("Use at least %(n)d characters; a phrase is fine.", n=least)]}
        )
    if len(password) > LONGEST:
        raise Invalid({"password": [_("Use at most %(n)d characters.", n=LONGEST)]})
    known = [word.casefold() for word in about if len(word) > 3]
    if _is_common(password) or password.casefold() in known:
        raise Invalid({"password": [_("This password is easy to guess; choose another.")]})


def hash_password(password: str) -> str:
    """Argon2id, 19 MiB, two passes (OWASP's minimum)."""
    return _hasher.hash(password)


@lru_cache(maxsize=1)
def _dummy() -> str:
    return _hasher.hash("nobody has this password")


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` fits; takes the same time where there is no account."""
    try:
        return _hasher.verify(stored or _dummy(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
