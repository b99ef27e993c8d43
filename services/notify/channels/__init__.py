"""The channels messages go out by; `port` says what the sender asks of each."""
