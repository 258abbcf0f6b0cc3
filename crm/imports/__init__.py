"""Import of a roster: reading the file, guessing columns, known shapes, preview, commit, undo."""
