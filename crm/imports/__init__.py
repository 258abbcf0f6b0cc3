"""Import of a roster: reading the file, guessing its columns, known shapes, preview, commit, undo."""
