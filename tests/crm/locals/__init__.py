"""Tests of crm.locals."""
