"""Goes through a template's tree with the contexts that its pieces stand in, and rewrites it.

Source of the rules: Go's html/template, escape.go (1.26). A template is taken to end in the context that it starts
in, so that one that calls itself can be followed; where it turns out to end in another, that is tried.
"""

from __future__ import annotations

from msgspec.structs import replace

from generator.gotemplate.html.contexts import DEAD, Context, failed, joined, nudged
from generator.gotemplate.html.pipelines import escaped, escaper_of, predefined
from generator.gotemplate.html.scanner import check
from generator.gotemplate.html.texts import rewritten
from generator.gotemplate.limits import Meter
from generator.gotemplate.nodes import Action, Block, Branch, Call, Jump, Node, Template, Text
from generator.gotemplate.problems import line_at
from generator.gotemplate.quoting import quoted

_Jumps = list[tuple[Context, Jump]]
"""The jumps of a loop's body, and the contexts that they stand in."""


class Attempt:
    """Escaping under assumptions: `ends` are the contexts that templates are taken to end in, by their escaped names.

    `definitions` are the templates that have been rewritten.
    """

    def __init__(self, template: Template, meter: Meter, ends: dict[str, Context], jumps: _Jumps | None = None) -> None:
        self.definitions: dict[str, Block] = {}
        self._template = template
        self._meter = meter
        self._ends = ends
        self._called: set[str] = set()
        self._jumps: _Jumps = [] if jumps is None else jumps

    def template(self, context: Context, name: str, call: Call | None = None) -> Context:
        """Escape a template that is called in a context, or the main one, and return the context after it.

        Raises NotModelled and Exceeded.
        """
        escaped_name = context.template_name(name)
        self._called.add(escaped_name)
        if escaped_name in self._ends:
            return self._ends[escaped_name]
        if call is None:
            return self._definition(context, escaped_name, self._template.body)
        block = self._template.definitions.get(name)
        if block is None:
            return failed(f"no such template {quoted(name)}", call)
        self._meter.enter()
        end = self._definition(context, escaped_name, block)
        self._meter.leave()
        return end

    def _definition(self, context: Context, name: str, block: Block) -> Context:
        end, fits = self._assume(context, name, block)
        if not fits:
            other, fits = self._assume(end, name, block)
            end = other if fits else end
        if not fits and not end.fault:
            return failed(f"cannot compute output context for template {name}", block)
        return end

    def _assume(self, context: Context, name: str, block: Block) -> tuple[Context, bool]:
        """Escape a definition from a context on, as if it ended there too; say where it ends, and if that fits."""
        self._ends[name] = context
        inner = self._try()
        end, made = inner.block(context, block)
        if end.fault or (name in inner._called and end != context):
            return end, False
        self._ends.update(inner._ends)
        self._called |= inner._called
        self.definitions.update(inner.definitions)
        self.definitions[name] = made
        return end, True

    def _try(self) -> Attempt:
        """Return an attempt from here on, which may be given up."""
        self._meter.work(len(self._ends) << 6)
        return Attempt(self._template, self._meter, dict(self._ends), self._jumps)

    def block(self, context: Context, block: Block) -> tuple[Context, Block]:
        """Escape nodes one after the other. What follows a jump stays as it is. Raises as `template` does."""
        nodes: list[Node] = []
        for node in block.nodes:
            if context == DEAD:
                nodes.append(node)
                continue
            self._meter.work()
            context, node = self._node(context, node)
            nodes.append(node)
        return context, replace(block, nodes=tuple(nodes))

    def _node(self, context: Context, node: Node) -> tuple[Context, Node]:
        match node:
            case Text():
                text, context = rewritten(node, context, self._meter)
                return context, replace(node, text=text)
            case Action():
                return _action(context, node)
            case Branch(keyword="range"):
                return self._range(context, node)
            case Branch():
                after, body = self._inside(context, node.body)
                return self._joined(context, after, replace(node, body=body))
            case Call():
                return self.template(context, node.name, node), replace(node, name=context.template_name(node.name))
            case Jump():
                self._jumps.append((context, node))
                return DEAD, node
        raise TypeError(f"{type(node).__name__} stands in no block")

    def _inside(self, context: Context, block: Block) -> tuple[Context, Block]:
        self._meter.enter()
        result = self.block(context, block)
        self._meter.leave()
        return result

    def _joined(self, before: Context, after: Context, branch: Branch) -> tuple[Context, Branch]:
        """Escape what is done otherwise, and return the context where both ways meet."""
        if branch.otherwise is None:
            return joined(after, before, branch, branch.keyword), branch
        other, otherwise = self._inside(before, branch.otherwise)
        return joined(after, other, branch, branch.keyword), replace(branch, otherwise=otherwise)

    def _range(self, context: Context, branch: Branch) -> tuple[Context, Branch]:
        outer, self._jumps = self._jumps, []
        end, body = self._inside(context, branch.body)
        after = self._with_jumps(end)
        steady = {context, end, after, *(place for place, _ in self._jumps)} <= {context, DEAD}
        if not after.fault and not steady:
            after = self._again(after, branch)
        self._jumps = outer
        if after.fault:
            return after, branch
        return self._joined(context, after, replace(branch, body=body))

    def _again(self, context: Context, branch: Branch) -> Context:
        """Return the context after a loop's body that comes a second time, in the context where it ended."""
        self._jumps = []
        end, _ = self._try()._inside(context, branch.body)
        after = joined(context, end, branch, branch.keyword)
        if after.fault:
            after.fault.lies_in("on range loop re-entry", line_at(self._template.text, branch.mark))
            return after
        return self._with_jumps(after)

    def _with_jumps(self, context: Context) -> Context:
        """Return the context after a loop's body, which its jumps lead to as well."""
        for place, jump in sorted(self._jumps, key=lambda each: each[1].keyword):
            if context.fault:
                return context
            context = joined(context, place, jump, "range")
            if context.fault:
                context.fault.lies_in(f"at range loop {jump.keyword}", line_at(self._template.text, jump.mark))
        return context


def _action(context: Context, action: Action) -> tuple[Context, Action]:
    """Put the function that the context asks for at the end of a pipeline whose value is written."""
    if action.pipe.declared:
        return context, action
    context = nudged(context)
    unquoted = context.state == "Attr" and context.delimiter == "SpaceOrTagEnd"
    for command in action.pipe.commands:
        name = predefined(command)
        if name and (command is not action.pipe.commands[-1] or (unquoted and name == "html")):
            return failed(f"predefined escaper {quoted(name)} disallowed in template", action), action
    if context.fault:
        return context, action
    check(context, action.start)
    return context, replace(action, pipe=escaped(action.pipe, escaper_of(context)))
