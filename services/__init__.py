"""The five services of Huikuan; none imports another."""
