"""Saved lists: conditions combined, kept as rows, shown as a table, printed, changed in bulk."""
