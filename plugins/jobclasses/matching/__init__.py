"""Matching job titles to job classes and standard occupations. Knows no page and no database.

normalizing   titles as words and as keys of equal titles
grammar       [AI modifier] [craft noun] [role noun]: what is AI-related, how, and what is left
aliases       layer 1: our own classes by titles, aliases, tasks (works without any extra)
features, softmax, neighbours, calibration, rejection   parts of layers 2 and 3
training      makes an index of occupations and their titles; `index` saves and loads it
matcher       the three layers as one answer
"""
