"""What can be asked of dunning over HTTP."""
