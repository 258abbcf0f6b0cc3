"""Accounts: sign-in, server-side sessions, second factor, invitations and what a leaver leaves."""
