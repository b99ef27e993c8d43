"""Notify: says to the right person, once, what dunning has decided to say."""
