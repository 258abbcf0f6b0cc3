"""From answers to tables: what is counted, how counts become tables, what of them is released."""
