"""Tests of crm/workplaces."""
