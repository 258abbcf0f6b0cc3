"""The pages of campaigns, one module per kind of work."""
