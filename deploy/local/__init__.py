"""The one-machine deployment and the huikuan command; the only place that imports several services."""
