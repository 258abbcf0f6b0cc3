"""Callboard's tests: they mirror the tree of the code."""
