"""A definition can be read.

The system refuses to open it; what it says is in the message.

Example:
    chmod 000 clusters/one/cluster.yaml   # broken
    chmod 644 clusters/one/cluster.yaml   # sound

Source: https://man7.org/linux/man-pages/man2/open.2.html
"""

from generator.rule import Rule

RULE = Rule("unreadable-file")
