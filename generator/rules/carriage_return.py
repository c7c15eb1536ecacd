r"""Lines end in LF.

YAML readers fold CRLF differently in long texts, and a shell takes the carriage return for part of the last word of each
line: "bash\r: not found".

Example:
    a file saved with Windows line ends (CRLF)     # broken
    *.yaml text eol=lf                             # sound: in .gitattributes, keeps them out

Source: https://yaml.org/spec/1.2.2/#54-line-break-characters
"""

from generator.rule import Rule

RULE = Rule("carriage-return")
