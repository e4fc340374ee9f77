"""Pictures of the running stack's pages, for looking at and for the documentation."""
