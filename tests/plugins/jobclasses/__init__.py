"""Tests of the job classes plugin."""
