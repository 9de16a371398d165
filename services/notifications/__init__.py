"""Notifications: what was reported, known, notified, amended, withdrawn and referred."""
