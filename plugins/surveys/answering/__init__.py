"""Answering a survey: invitations, links, pages saved, responses; and who may never be linked."""
