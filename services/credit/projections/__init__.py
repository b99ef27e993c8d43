"""What credit keeps of what it heard and decided, and how it is read."""
