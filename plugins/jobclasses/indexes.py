"""The collections of job classes and the indexes that serve their pages (local_id leads each)."""

from crm.queryshape import Index

INDEXES = {
    "jobclasses_classes": (Index("listed", "sort_key"),),
    "jobclasses_history": (Index("class_key", "number"),),
    "jobclasses_notes": (Index("about", "at"),),
    "jobclasses_kinds": (Index("listed", "at"),),
    "jobclasses_files": (Index("note_id", "number"),),
    "jobclasses_claims": (Index("class_key"), Index("listed", "at")),
    "jobclasses_training": (Index("kept"),),
    "jobclasses_wishes": (Index("person_id"), Index("class_key"), Index("listed", "at")),
    "jobclasses_joins": (Index("class_key", "at"), Index("kept_key", "at")),
    "jobclasses_mappings": (Index("class_key", "title_key"), Index("title_key")),
    "jobclasses_people": (Index("class_key", "title_key"), Index("person_id")),
}
REFERENCE = {
    "jobclasses_occupations": (Index("listed"), Index("soc")),
    "jobclasses_figures": (Index("listed"), Index("soc"), Index("measure")),
    "jobclasses_units": (Index("listed"), Index("classes")),
    "jobclasses_loads": (Index("kind", "at"),),
    "jobclasses_pieces": (Index("upload_id", "number"),),
}
"""Suite-wide: what every local reads and only the suite writes."""
