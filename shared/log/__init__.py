"""What goes to Kafka and what comes from it: the relay, followers, and subjects set aside.

Promises: events of a subject reach the log in their order and none is left out; a follower
applies each event once, in one transaction with its offset; what it cannot apply it parks.
"""
