"""Records made once however often they are sent: their id follows from the sender's key."""

import hashlib
from typing import Any

from crm import db
from crm.tenancy import Actor, current


def id_of(kind: str, key: str, actor: Actor, length: int = 20) -> str:
    """The id of what this actor makes under this key in the local; a new one without a key."""
    if not key:
        return db.new_id()
    text = f"{current().local_id}|{actor.account_id}|{kind}|{key}"
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def there(collection: str, found_id: str, campaign_id: str) -> dict[str, Any] | None:
    """What stands under this id in this campaign already; None for nothing."""
    found = db.collection(collection).get(found_id)
    return found if found is not None and found["campaign_id"] == campaign_id else None
