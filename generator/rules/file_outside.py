"""A file that an expression names lies in the repo.

Output must follow from the repo alone: a file from elsewhere differs from machine to machine.

Example:
    ${{ file('/etc/passwd') }}                            # broken
    ${{ file('../shared/launch.sh') }}                    # sound, inside the repo

Source: the definition language: file()
"""

from generator.rule import Rule

RULE = Rule("file-outside")
