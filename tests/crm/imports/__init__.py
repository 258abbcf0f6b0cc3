"""Tests of reading and understanding rosters."""
