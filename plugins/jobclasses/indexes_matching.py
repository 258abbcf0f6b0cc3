"""The collections of matching: titles, people's classes, lists of titles, sightings, the board."""

from crm.queryshape import Index

MATCHING = {
    "jobclasses_mappings": (
        Index("class_key", "title_key"),
        Index("title_key"),
        Index("state", "rank"),
        Index("state", "decided_at"),
        Index("sources", "state", "rank"),
    ),
    "jobclasses_people": (
        Index("class_key", "title_key"),
        Index("person_id"),
        Index("title_key"),
    ),
    "jobclasses_decisions": (Index("at"),),
    "jobclasses_state": (),
    "jobclasses_lists": (Index("at"),),
    "jobclasses_list_rows": (Index("list_id", "number"),),
    "jobclasses_sightings": (
        Index("month"),
        Index("title_key"),
        Index("class_key"),
        Index("cluster_id"),
    ),
    "jobclasses_clusters": (Index("state"),),
    "jobclasses_boards": (),
    "jobclasses_weights": (Index("kind", "at"),),
}
