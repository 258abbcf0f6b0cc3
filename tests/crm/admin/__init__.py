"""Tests of crm.admin."""
