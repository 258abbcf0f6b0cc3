"""Job classes over the API, by noun: a module each; its views register when it is imported.

classes     look up, propose, change, decide; definitions of so-called AI
matching    what titles mean, and why
titles      lists of titles; the titles that wait and decisions on them
sightings   where titles were met, and their clusters
merging     merging and splitting, and taking either back
notes       evidence, comments and versions of a class
claims      claims to a class, with their evidence
board       the risk board as a table
paths       neighbouring classes and training
crosswalk   standard codes out and in
"""
