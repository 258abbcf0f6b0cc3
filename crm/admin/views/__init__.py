"""Settings pages, one file per tab; `pages` puts all of them on their blueprints."""
