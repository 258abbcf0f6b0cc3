"""Measures the speed of Callboard on this machine: `python -m bench` (see README.md)."""
