"""Tests of what of survey results is released."""
