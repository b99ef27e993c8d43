"""What can be asked of credit over HTTP."""
