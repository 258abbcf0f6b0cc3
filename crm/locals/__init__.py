"""Locals and the bodies above them: what a local is called, enables, and shares upwards."""
