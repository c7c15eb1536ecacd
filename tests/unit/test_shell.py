"""Which word of a command line is a script, and what a script reads of its arguments: bash and sh say what is right."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.command_line.shell_command import script_index
from generator.command_line.shell_parameters import Reads, reads


@pytest.mark.parametrize(
    ("line", "index"),
    [
        ("bash -c SCRIPT bash", 2),
        ("/bin/bash -lc SCRIPT", 2),
        ("sh -ec SCRIPT", 2),
        ("bash -c -e SCRIPT", 3),
        ("bash -e -c SCRIPT", 3),
        ("bash -euo pipefail -c SCRIPT", 4),
        ("bash -ceuo pipefail SCRIPT", 3),
        ("bash +x -O extglob -c SCRIPT", 5),
        ("bash --norc -c -- SCRIPT", 4),
        ("bash --rcfile /etc/rc -c SCRIPT", 4),
        ("/usr/bin/env A=1 bash -c SCRIPT", 4),
        ("tini -- sh -c SCRIPT", 4),
        ("bash run.sh -c SCRIPT", None),
        ("bash -e run.sh", None),
        ("bash -c", None),
        ("bash", None),
        ("python3 -c SCRIPT", None),
        ("env python3 -c SCRIPT", None),
        ("serve --shell bash -c SCRIPT", None),
        ("", None),
    ],
)
def test_the_script_among_words(line: str, index: int | None) -> None:
    words = line.split()
    assert script_index(words) == index
    if line.startswith("bash ") and index is not None:
        # Bash itself runs that very word.
        told = [*words[:index], "echo it is this", *words[index + 1 :]]
        assert subprocess.run(told, capture_output=True, text=True, check=True).stdout == "it is this\n"


READ, INSIDE, NOTHING, TAKEN = (
    Reads(arguments=True, anything=True, name=False, zero=False),
    Reads(arguments=False, anything=True, name=False, zero=False),
    Reads(arguments=False, anything=False, name=False, zero=False),
    Reads(arguments=True, anything=True, name=True, zero=True),
)
ZERO = Reads(arguments=False, anything=False, name=False, zero=True)
READ_AND_ZERO = Reads(arguments=True, anything=True, name=False, zero=True)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('exec serve "$@"', READ),
        ("serve $*", READ),
        ('serve "${@:2}"', READ),
        ("serve ${1:-none}", READ),
        ("serve ${!1}", READ),
        ("((${#} > 1)) && serve", READ),
        ('while [[ "$#" -gt 0 ]]; do shift; done', READ),
        ('echo "it\'s $1"', READ),
        ('x="$(echo "$1")"', READ),
        ("x=`echo $1`", READ),
        ('echo "${x:-"$1"}"', READ),
        ("cat <<END\n$1\nEND\n", READ),
        ("cat <<-END\n\tit's one\n\tEND\nserve $@", READ),
        ("case $x in\n  a) y ;;\n  *) serve $@ ;;\nesac", READ),
        ("x=$((1 << bits))\nserve $@", READ),
        ('log() { echo "$1"; }\nlog "$@"', READ),
        ('serve "$0" "$@"', TAKEN),
        ('set -- "$0" "$@"\nserve "$@"', TAKEN),
        ('words=("$0" "$@")\nserve "${words[@]}"', TAKEN),
        ('cd "$(dirname "$0")"\nserve "$@"', READ_AND_ZERO),
        ('log() { echo "$1"; }\nlog up', INSIDE),
        ("function log {\n  echo $1\n}\nlog up", INSIDE),
        ("function log() {\n  if true; then { echo $1; }; fi\n}\nlog up", INSIDE),
        ('f() {\n  [[ -z "${!1:-}" ]] && echo "$1"\n}\nf A', INSIDE),
        ("set -- a b\nserve $@", INSIDE),
        ("while getopts a: o; do :; done", INSIDE),
        ("for a; do echo $a; done", INSIDE),
        ("echo 'all of $@'", INSIDE),
        ("exec serve", NOTHING),
        ("# serve $@", NOTHING),
        ("serve # or $1", NOTHING),
        ("awk '{print $1}' f", NOTHING),
        ("x=\"$(awk '{print $1}' f)\"", NOTHING),
        ("echo \\$1 $'it\\'s $1'", NOTHING),
        ("python3 - <<'END'\nprint('$1')\nEND\n", NOTHING),
        ("echo ${#name} ${array[1]} $$ $! $? $0", ZERO),
    ],
)
def test_what_a_script_reads(script: str, expected: Reads) -> None:
    assert reads(script) == expected


@pytest.mark.parametrize(
    ("script", "read"),
    [
        ('case "$M" in a) set -- --a "$@";; *) set -- --b "$@";; esac; echo "$@"', True),
        ('IP=$(set -- a b; echo "$1"); echo "$IP"', False),
        ('IP=$(set -- a b; echo "$1"); echo "$@"', True),
        ("IP=`set -- a b; echo $1`; echo $IP $1", True),
        ('{ set -- $(echo 8 9); N=$1; }; echo "$N" "$@"', False),
        ('(set -- a; echo "$1"); echo', False),
        ('set -- $(set -- a; echo "$1"); echo "$1"', False),
        ('(set -- a; echo "$1"); echo "$1"', True),
        ('case "$M" in a) set -- --a;; *) set -- --b;; esac; echo "$@"', False),
        ('x=$(case "$M" in (a) : ;; *) set -- b; echo "$1";; esac); echo "$x"', False),
        ('x=$(case "$M" in a) : ;; *) set -- b;; esac; echo "$1"); echo "$x" "$1"', True),
        ('x="$(case "$M" in a) : ;; *) set -- b; echo "$1";; esac)"; echo "$x"', False),
        ('if true; then set -- a; fi; echo "$@"', False),
        ('set -- a && echo "$@"', False),
        ('set -- a "$@"; echo "$@"', True),
        ('set -- a \\\n  "$@"\necho "$@"', True),
        ("set -eu -- a\necho $1", False),
        ("eval set -- a; echo $1", False),
        ('eval "set -- a"; echo $1', False),
        ("eval 'set -- a'; echo $1", False),
        ("# set -- a\necho $1", True),
        ("echo 'set -- a'; echo $1", True),
        ('f() { set -- a; echo "$1"; }; f; echo "$1"', True),
        ("bash -c 'set -- a; echo $1'", False),
        ("cat <<'END-1'\n$1\nEND-1\n", None),
    ],
)
def test_whose_parameters_a_script_reads(script: str, read: bool | None) -> None:
    """Bash, given a word, writes it or not."""
    words = ["bash", "-c", script, "bash", "GIVEN"]
    written = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert reads(script).arguments == bool(read)
    assert read is None or ("GIVEN" in written) == read


@given(st.text(alphabet="$@1{}()\"'`#\\<\n aE-f", max_size=60))
def test_any_text_can_be_scanned(script: str) -> None:
    found = reads(script)
    assert found.anything or not found.arguments
