"""Tests of people: records, pages, custom fields, filters, removal."""
