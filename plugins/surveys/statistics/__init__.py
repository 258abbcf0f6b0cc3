"""The arithmetic of results: small cells, weights, intervals. Pure functions, no database."""
