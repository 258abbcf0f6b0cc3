"""Pages of surveys, a module for each part."""
