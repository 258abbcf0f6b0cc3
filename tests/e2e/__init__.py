"""What people do, in a real browser against `callboard run` as a real command."""
