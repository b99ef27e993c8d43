"""What can be asked of notify over HTTP."""
