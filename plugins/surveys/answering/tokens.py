"""Personal codes and the ids made of them. Nothing here is stored, and nothing reads the database.

A code is 130 random bits in 26 letters and digits that can be read aloud and typed from paper
(Crockford's base 32). It stands in the message to the member and nowhere else: the roster's row
has SHA-256("inv" | code), the response HMAC-SHA-256(survey's secret, "resp" | code). Once the
secret is deleted, not even the message and the database together lead from one to the other.
"""

import hashlib
import hmac
import secrets

DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
ALIKE = str.maketrans({"o": "0", "i": "1", "l": "1", " ": None, "-": None, "\n": None, "\t": None})


def new_code() -> str:
    """A fresh personal code."""
    return "".join(secrets.choice(DIGITS) for _place in range(LENGTH))


def read_code(typed: str) -> str:
    """The code somebody typed, "" where it cannot be one: spaces, hyphens and O for 0 are fine."""
    code = typed.strip().lower().translate(ALIKE)
    return code if len(code) == LENGTH and set(code) <= set(DIGITS) else ""


def on_paper(code: str) -> str:
    """The code in groups, to be read and typed."""
    return "-".join(code[i : i + 5] for i in range(0, LENGTH, 5))


def roster_id(code: str) -> str:
    """The id of the invitation that the code belongs to."""
    return hashlib.sha256(f"inv|{code}".encode()).hexdigest()


def response_key(secret: bytes, code: str) -> str:
    """The key under which the holder of the code answers, once."""
    return hmac.new(secret, f"resp|{code}".encode(), hashlib.sha256).hexdigest()


def person_key(secret: bytes, person_id: str) -> str:
    """The key of a named response: one for each person, whatever link they come by."""
    return hmac.new(secret, f"person|{person_id}".encode(), hashlib.sha256).hexdigest()


def comment_key(secret: bytes, response: str, question: str) -> str:
    """The key of one written answer: unlike the response's, and found again by its writer only."""
    return hmac.new(secret, f"comment|{question}|{response}".encode(), hashlib.sha256).hexdigest()
