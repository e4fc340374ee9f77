"""
What members does: one function is one command or message, and one transaction.

`staff` signs in, `people` are looked up, `audiences` are counted and resolved, `imports` are
uploaded by an organiser and worked off in the background.
"""
