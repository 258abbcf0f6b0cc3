"""The pages of job classes, one module for each thing people do."""
