"""Exports of lists as CSV and XLSX, and of the whole database."""
