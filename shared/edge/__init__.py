"""The edge: who asks, what they sent, and every answer in words.

Promises: a wrong, old or forged token gets 401 and nothing else; what was sent is never quoted
back or logged; an id of others' answers exactly like one that does not exist; every refusal
says what is wrong, where, and what to do; pages and API documents load nothing from elsewhere.
"""
