"""Rules of surveys and all their database access, a module for each noun."""
