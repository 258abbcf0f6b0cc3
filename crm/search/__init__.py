"""The search over people, workplaces and whatever plugins add, from any page by the key /."""
