"""Reporting: what the Panel is told and what it answers, the statistics, a case's history."""
