"""From an uploaded roster to people: columns, preview, commit, undo. Files are read a level up."""
