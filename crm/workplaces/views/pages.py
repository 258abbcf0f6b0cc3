"""All pages of workplaces: importing this module puts each of them on the blueprint."""

from crm.workplaces.views import changes, imports, places, public_record
from crm.workplaces.views.blueprint import bp

__all__ = ["bp", "changes", "imports", "places", "public_record"]
