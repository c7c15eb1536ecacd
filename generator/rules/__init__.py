"""The rules: each module is one, its name is its id, its docstring is its page, and `check` finds what breaks it."""
