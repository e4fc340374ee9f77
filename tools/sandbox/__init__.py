"""The development stand-in for phones and inboxes: it takes everything and sends nothing."""
