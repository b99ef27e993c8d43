"""How fast Huikuan is, always beside a floor measured in the same run; figures go to `benchmarks/latest.json`."""
