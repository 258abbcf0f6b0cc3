"""The rules of job classes, one module for each noun."""
