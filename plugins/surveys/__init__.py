"""Surveys that members can trust and organizers can act on."""
