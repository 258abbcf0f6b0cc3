"""Assessments, cards, thresholds, unit size, structure tests and leaders."""

MATRIX = """
campaigns.assessments_of           -o-l-m---
"""
