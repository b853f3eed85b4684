"""Wrong usage of a command, told in one line that says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError


class WrongUsage(click.ClickException):
    """A command that is not one, told in one line."""

    exit_code = click.UsageError.exit_code

    def __init__(self, command: str, error: click.UsageError) -> None:
        said = error.format_message().rstrip(".").replace(". Did you", "; did you")
        super().__init__(f"{command}: {said[:1].lower()}{said[1:]}{'' if said.endswith('?') else ';'} type {command} --help")


class Commands(click.Group):
    """The commands of the program. Called with none, it shows its help."""

    def make_context(self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise WrongUsage(info_name or "", error) from error

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and Path(args[0]).exists():
            ctx.fail(f"no such command '{args[0]}'; did you mean 'pipeline run {args[0]}'?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            known = self.get_command(ctx, ctx.invoked_subcommand or "")
            raise WrongUsage(f"{ctx.command_path} {known.name}" if known else ctx.command_path, error) from error
