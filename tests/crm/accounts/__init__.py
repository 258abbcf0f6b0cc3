"""Tests of crm.accounts."""
