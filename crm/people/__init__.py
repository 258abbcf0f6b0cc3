"""People: one record per worker, who may see it, its history, merging and duplicates."""
