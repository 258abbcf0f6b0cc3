"""The rules of campaigns and all their database access, one module per noun."""
