"""Pictures of the documents, a module for each part of the product."""
