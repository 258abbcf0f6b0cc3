"""The collections of job classes and the indexes that serve their pages (local_id leads each)."""

from crm.queryshape import Index

INDEXES = {
    "jobclasses_classes": (Index("listed", "sort_key"),),
}
