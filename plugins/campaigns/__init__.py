"""Campaigns: who is in the unit, where they stand, who talks to them next, and the numbers."""
