"""The analysis of a period: what was notified, learnt, in time, agreed and done in it."""
