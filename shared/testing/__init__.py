"""What tests and benchmarks of every service need: real servers, and scenarios that read like the specification."""
