"""Fictional people and workplaces from one fixed seed: for the demo and for measuring speed."""
