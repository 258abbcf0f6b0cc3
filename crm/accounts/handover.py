"""What a leaver leaves: the people they brought in pass to their heir, in the background."""

from crm import db
from crm.jobs import Job

CHUNK = 100


def hand_over(job: Job, leaver_id: str, heir_id: str) -> dict[str, int]:
    """Make `heir_id` the one who brought in the leaver's people; harmless to repeat."""
    people, done = db.collection("people"), 0
    while found := people.find({"created_by": leaver_id}, limit=CHUNK, fields=["_id"]):
        ids = [person["_id"] for person in found]
        people.update_many({"_id": {"$in": ids}}, {"$set": {"created_by": heir_id}})
        done += len(ids)
        job.progress(done, done + len(ids))
    return {"people": done}
