"""How many e-mails a second go from publish to a mail server, beside Postfix's own tool."""
