"""shopcrm: a customer book for a one-person shop, in one encrypted file, offline."""

__version__ = "0.1.0"
