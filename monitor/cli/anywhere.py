"""Options that stand before or after the command mean the same."""

from collections.abc import Iterator

import click


class AnywhereGroup(click.Group):
    """A group of commands whose options may stand before the command's name too.

    ``--data x limits`` is read as ``limits --data x``; the group keeps only its own options.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move what stands before the command behind it, then parse as ever."""
        return super().parse_args(ctx, self._reordered(args))

    def _reordered(self, args: list[str]) -> list[str]:
        own = {name for param in self.params for name in param.opts} | {"--help", "-h"}
        with_value = set(self.options_with_value())
        kept: list[str] = []
        moved: list[str] = []
        rest = list(args)
        while rest and rest[0].startswith("-") and rest[0] not in ("-", "--"):
            option = rest.pop(0)
            place = kept if option in own else moved
            place.append(option)
            if option in with_value and rest:
                place.append(rest.pop(0))
        if not rest:
            # No command is named: click says so, or says which option it does not know.
            return kept + moved
        return [*kept, rest[0], *moved, *rest[1:]]

    def options_with_value(self) -> Iterator[str]:
        """Give the options of all commands below that take a value."""
        for command in self.commands.values():
            for param in command.params:
                if isinstance(param, click.Option) and not param.is_flag:
                    yield from param.opts
            if isinstance(command, AnywhereGroup):
                yield from command.options_with_value()
