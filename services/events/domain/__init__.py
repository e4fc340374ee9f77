"""What is decided about events: values in, values out; no database, no clock."""
