"""Drafts: what is written and not sent yet, kept sealed for the people of one organisation."""
