"""
What events does: one function is one command or message, and one transaction.

`organising` is the organiser's side, `inviting` what the audience is told, `answering` the young
person's side, `door` the volunteer's.
"""
