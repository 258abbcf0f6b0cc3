"""Tests of the search over all sources."""
