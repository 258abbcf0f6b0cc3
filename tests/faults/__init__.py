"""What survives when the database is stopped or killed under use (`make test-faults`: in full)."""
