"""One record per worker: what it holds, who may see it, its pages, search words and filters."""
