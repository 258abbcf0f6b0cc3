"""Tests of export and restore of the whole database."""
