"""How fast servewright is beside a plain script and a file copy; `python -m tests.bench` measures and judges."""
