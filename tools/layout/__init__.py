"""The rules of the house that no other tool knows; `python -m tools.layout` says what breaks."""
