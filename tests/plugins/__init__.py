"""Tests of the plugins, one folder each."""
