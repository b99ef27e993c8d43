"""The read models: how they are built from events, and the questions they answer."""
