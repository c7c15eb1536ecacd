"""Servewright: declarative model-serving definitions in, the exact objects of each cluster out."""

__version__ = "0.1.0"
