"""Pages of people, one file per purpose; `pages` puts all of them on the blueprint."""
