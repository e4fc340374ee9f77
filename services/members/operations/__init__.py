"""
What members does: one function is one command or message, and one transaction.

`staff` signs in, `second_factor` asks for a code, `links` let a password be chosen, `own_account`
is what somebody changes of their own and `accounts` what an administrator does; `people` are
looked up, `audiences` are counted and resolved, `imports` are uploaded by an organiser and worked
off in the background. `sessions` and `trying` are what the first of these have in common.
"""
