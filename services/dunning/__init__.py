"""Reminds the right customer on the right day, gives people their share of the work, and keeps count of both."""
