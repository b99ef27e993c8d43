"""The rules of notify: what a message is, whom it is for, when it may go out and what it says."""
