"""Tests of the arithmetic of survey results."""
