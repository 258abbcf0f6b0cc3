"""All pages of accounts: importing this module puts each of them on the blueprint."""

from crm.accounts.views import first_run, links, own, proof, signing_in, tokens
from crm.accounts.views.blueprint import bp

__all__ = ["bp", "first_run", "links", "own", "proof", "signing_in", "tokens"]
