"""How Huikuan is put on machines: one image, compose, and everything on a single one."""
