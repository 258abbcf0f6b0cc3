"""Campaigns over the API, a module for each noun; all register on the one blueprint."""
