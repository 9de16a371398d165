"""Reminders at work: what is due is found, decided once, and handed to a mail server."""
