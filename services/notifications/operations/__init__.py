"""
What notifications does: one function is one command or message, and one transaction.

`planning` writes the ledger, `sending` works it off, `sweeping` finds what was left behind,
`asking` answers, and `silence` keeps what people asked not to hear. `account_mails` sends the staff
links to choose a password.
"""
