"""Tests of the campaigns plugin."""
