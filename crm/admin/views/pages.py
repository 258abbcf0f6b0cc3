"""All settings pages: importing this module puts each of them on its blueprint."""

from crm.admin.views import access, audit, jobs, locals, plugins, requests, roles, rules, suite
from crm.admin.views.blueprint import bp, jobs_bp

__all__ = [
    "access",
    "audit",
    "bp",
    "jobs",
    "jobs_bp",
    "locals",
    "plugins",
    "requests",
    "roles",
    "rules",
    "suite",
]
