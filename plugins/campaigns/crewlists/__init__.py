"""Reading crew lists and call sheets: text in, rows and what was left aside out. Pure."""
