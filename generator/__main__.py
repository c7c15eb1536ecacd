"""Lets `python -m generator` do what the servewright command does."""

from __future__ import annotations

from generator.cli import command

if __name__ == "__main__":
    command()
