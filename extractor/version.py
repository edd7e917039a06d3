"""The version, for those below the public names: what imports them all cannot be imported by each of them."""

__version__ = "0.1.0"
