"""Parses a template: texts, actions, what they enclose, and the templates that are defined on the way.

Source of the rules: Go's text/template/parse, parse.go (1.26).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

from generator.gotemplate.lexer import tokens_of
from generator.gotemplate.limits import MAX_NUMBER, MAX_TEXT
from generator.gotemplate.nodes import Action, Block, Branch, Call, Jump, Keyword, Node, Pipe, Template, Text
from generator.gotemplate.pipelines import parse_pipe, quoted_name
from generator.gotemplate.problems import Refused, TemplateProblem, problem_at
from generator.gotemplate.quoting import quoted
from generator.gotemplate.reader import Cursor, Reader
from generator.gotemplate.strings import admitted
from generator.gotemplate.tokens import Token

_WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""Unicode's white space, which makes a template empty to Go."""
_NAMES: tuple[Literal["string"], Literal["raw"]] = ("string", "raw")


def parse(text: str, name: str = "template") -> Template | TemplateProblem:
    """Return the template that a text is, or what is wrong with it.

    `name` is what Go calls the template in its messages. A character that is none (a lone surrogate) counts as U+FFFD.
    """
    text = admitted(text)
    try:
        _check_size(text)
        return _Definitions(Cursor(name, text, _tokens(text))).parse()
    except Refused as refused:
        return refused.problem


def _check_size(text: str) -> None:
    if len(text) > MAX_TEXT:
        message = f"the template has more than {MAX_TEXT} characters"
        raise Refused(problem_at(text, (MAX_TEXT, MAX_TEXT), message, "Write less.", None))


def _tokens(text: str) -> list[Token]:
    tokens = tokens_of(text)
    for token in tokens:
        if token.kind in ("number", "complex") and token.stop - token.start > MAX_NUMBER:
            message = f"the number has more than {MAX_NUMBER} characters"
            raise Refused(problem_at(text, (token.start, token.stop), message, "Write fewer digits.", None))
    return tokens


class _Definitions:
    """The templates of one text, as they are found."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._found: dict[str, Block] = {}

    def parse(self) -> Template:
        cursor = self._cursor
        reader = Reader(cursor)
        start = reader.peek().start
        nodes: list[Node] = []
        while reader.peek().kind != "end":
            if self._define(reader):
                continue
            node = self._item(reader)
            if isinstance(node, Token):
                raise reader.refusal(f"unexpected {_shown(node)}", (node.start, node.stop))
            nodes.append(node)
        self._add(cursor.name, Block(start, len(cursor.text), tuple(nodes)), reader, (0, 0))
        return Template(cursor.name, cursor.text, MappingProxyType(self._found))

    def _add(self, name: str, block: Block, reader: Reader, place: tuple[int, int]) -> None:
        """Keep a definition. One that is empty never takes the place of another, and any takes an empty one's."""
        if name not in self._found or _is_empty(self._found[name]):
            self._found[name] = block
        elif not _is_empty(block):
            raise reader.refusal(f"template: multiple definition of template {quoted(name)}", place)

    def _define(self, reader: Reader) -> bool:
        """Parse a definition, if one stands here."""
        index = reader.cursor.index
        opener = reader.next()
        if opener.kind != "left" or reader.next_visible().text != "define":
            reader.cursor.index = index
            return False
        inner = Reader(reader.cursor)
        token = inner.expect(_NAMES, "define clause")
        name = quoted_name(inner, token)
        inner.expect(("right",), "define clause")
        self._definition(inner, inner, name, token, opener, "define clause")
        return True

    def _definition(self, inner: Reader, outer: Reader, name: str, token: Token, opener: Token, context: str) -> None:
        """Parse what stands up to the end of a definition and keep it; `outer` speaks of a wrong end."""
        inner.enter(opener)
        block, end = self._block(inner, opener)
        inner.leave()
        if end.text != "end":
            raise outer.refusal(f"unexpected {{{{else}}}} in {context}", (end.start, end.stop))
        self._add(name, block, inner, (token.start, token.stop))

    def _block(self, reader: Reader, opener: Token) -> tuple[Block, Token]:
        """Parse up to an end or else, which is returned beside what stands before it."""
        nodes: list[Node] = []
        start = reader.peek_visible().start
        while (first := reader.peek_visible()).kind != "end":
            node = self._item(reader)
            if isinstance(node, Token):
                return Block(start, first.start, tuple(nodes)), node
            nodes.append(node)
        raise reader.refusal("unexpected EOF", (opener.start, opener.stop))

    def _item(self, reader: Reader) -> Node | Token:
        """Parse text or an action; of an end or else, return the keyword."""
        token = reader.next_visible()
        if token.kind == "text":
            return Text(token.start, token.stop, token.text)
        if token.kind != "left":
            raise reader.unexpected(token, "input")
        reader.action_start = token.start
        node = self._action(reader, token)
        reader.action_start = None
        return node

    def _action(self, reader: Reader, opener: Token) -> Node | Token:
        word = reader.next_visible()
        if word.kind == "keyword":
            match word.text:
                case "if" | "with" | "range":
                    return self._branch(reader, opener, word.text)
                case "break" | "continue":
                    return _jump(reader, opener, word)
                case "block":
                    return self._block_action(reader, opener)
                case "template":
                    return _call(reader, opener)
                case "else":
                    return _otherwise(reader, word)
                case "end":
                    reader.expect(("right",), "end")
                    return word
        reader.back()
        pipe = parse_pipe(reader, "command")
        return Action(opener.start, reader.taken().stop, pipe)

    def _branch(self, reader: Reader, opener: Token, keyword: Keyword) -> Branch:
        """Parse a branch whose keyword is past. Its variables end with it."""
        reader.enter(opener)
        known = len(reader.variables)
        pipe = parse_pipe(reader, keyword)
        stop = reader.taken().stop
        reader.ranges += keyword == "range"
        body, end = self._block(reader, opener)
        reader.ranges -= keyword == "range"
        otherwise = self._else(reader, opener, keyword) if end.text == "else" else None
        reader.forget(known)
        reader.leave()
        return Branch(opener.start, stop, keyword, pipe, body, otherwise)

    def _else(self, reader: Reader, opener: Token, keyword: Keyword) -> Block:
        """Parse what follows an else; `else if` after if, and `else with` after with, share its end."""
        word = reader.peek()
        if keyword != "range" and word.text == keyword:
            reader.next()
            branch = self._branch(reader, word, keyword)
            return Block(branch.start, branch.stop, (branch,))
        block, end = self._block(reader, opener)
        if end.text != "end":
            raise reader.refusal("expected end; found {{else}}", (end.start, end.stop))
        return block

    def _block_action(self, reader: Reader, opener: Token) -> Call:
        context = "block clause"
        token = reader.next_visible()
        name = _template_name(reader, token, context)
        pipe = parse_pipe(reader, context)
        stop = reader.taken().stop
        self._definition(Reader(reader.cursor), reader, name, token, opener, context)
        return Call(opener.start, stop, name, token.start, pipe)


def _jump(reader: Reader, opener: Token, word: Token) -> Jump:
    action = f"{{{{{word.text}}}}}"
    token = reader.next_visible()
    if token.kind != "right":
        raise reader.unexpected(token, action)
    if not reader.ranges:
        raise reader.refusal(f"{action} outside {{{{range}}}}", (word.start, word.stop))
    keyword: Literal["break", "continue"] = "break" if word.text == "break" else "continue"
    return Jump(opener.start, token.stop, keyword, word.start)


def _call(reader: Reader, opener: Token) -> Call:
    context = "template clause"
    token = reader.next_visible()
    name = _template_name(reader, token, context)
    pipe: Pipe | None = None
    if reader.next_visible().kind != "right":
        reader.back()
        pipe = parse_pipe(reader, context)
    return Call(opener.start, reader.taken().stop, name, token.start, pipe)


def _otherwise(reader: Reader, word: Token) -> Token:
    """Take the end of an else's action, unless another keyword follows that it is joined to."""
    if reader.peek_visible().text not in ("if", "with"):
        reader.expect(("right",), "else")
    return word


def _template_name(reader: Reader, token: Token, context: str) -> str:
    if token.kind not in _NAMES:
        raise reader.unexpected(token, context)
    return quoted_name(reader, token)


def _shown(end: Token) -> str:
    return f"{{{{{end.text}}}}}"


def _is_empty(block: Block) -> bool:
    return all(isinstance(node, Text) and not node.text.strip(_WHITE) for node in block.nodes)
