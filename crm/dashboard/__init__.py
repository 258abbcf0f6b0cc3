"""Today and the dashboard: pages that grow from what plugins put on them."""
