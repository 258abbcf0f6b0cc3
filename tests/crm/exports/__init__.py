"""Tests of writing exports."""
