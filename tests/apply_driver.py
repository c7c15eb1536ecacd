"""The write stage as a program: make OUT hold the files that lie below WANTED.

python -m tests.apply_driver WANTED OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

from generator.out.lock import lock
from generator.out.plan import plan
from generator.out.survey import survey
from generator.out.write import apply
from tests.trees import tree


def main() -> None:
    wanted, out = tree(Path(sys.argv[1])), Path(sys.argv[2])
    with lock(out):
        apply(plan(survey(out), wanted), wanted, out)


if __name__ == "__main__":
    main()
