"""The command line: one module a command, loaded when it is called, so that each starts as fast as it can."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from creditrules.cli.extras import advice

__all__ = ["app", "run"]

_COMMANDS = {  # the module, and the command in it where it has several
    "serve": "creditrules.cli.serve.command",
    "demo": "creditrules.cli.demo.command",
    "evaluate": "creditrules.cli.evaluate.command",
    "ask": "creditrules.cli.ask.command",
    "suggest": "creditrules.cli.suggest.command",
    "batch": "creditrules.cli.batch.command",
    "check": "creditrules.cli.check",
    "cases": "creditrules.cli.cases.command",
    "convert": "creditrules.cli.convert.command",
    "import": "creditrules.cli.imports.command",
    "parameters": "creditrules.cli.parameters.command",
    "push": "creditrules.cli.push.command",
    "propose": "creditrules.cli.proposals.propose",
    "proposals": "creditrules.cli.proposals.listing",
    "submit": "creditrules.cli.proposals.acts:submit_app",
    "approve": "creditrules.cli.proposals.acts:approve_app",
    "reject": "creditrules.cli.proposals.acts:reject_app",
    "withdraw": "creditrules.cli.proposals.acts:withdraw_app",
    "publish": "creditrules.cli.proposals.acts:publish_app",
    "history": "creditrules.cli.history.command",
    "rollback": "creditrules.cli.history.rollback",
    "experiment": "creditrules.cli.experiments.command",
    "diff": "creditrules.cli.diff.command",
    "impact": "creditrules.cli.impact.command",
    "audit": "creditrules.cli.audit.command",
    "decisions": "creditrules.cli.decisions.command",
    "evidence": "creditrules.cli.evidence.making",
    "verify": "creditrules.cli.evidence.verifying",
    "codes": "creditrules.cli.codes",
    "settings": "creditrules.cli.settings",
    "rights": "creditrules.cli.rights",
    "token": "creditrules.cli.token",
    "key": "creditrules.cli.keys.command",
    "documents": "creditrules.cli.documents.command",
    "backup": "creditrules.cli.backup",
    "restore": "creditrules.cli.restore",
    "doctor": "creditrules.cli.doctor.command",
    "tenant": "creditrules.cli.tenant.command",
    "erasures": "creditrules.cli.erasures.command",
    "mcp": "creditrules.cli.assistants.command",
    "scenario": "creditrules.cli.scenarios.command",
    "sdl": "creditrules.cli.sdl",
    "version": "creditrules.cli.version",
}


class _Commands(TyperGroup):
    """The commands by name, in the order in which a newcomer meets them."""

    def list_commands(self, _ctx: Any) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        try:
            place, _, name = module.partition(":")
            command: Any = typer.main.get_command(getattr(import_module(place), name or "app"))
        except ModuleNotFoundError as missing:
            told = advice(missing)
            if told is None:
                raise
            return _not_installed(cmd_name, told)
        command.name = cmd_name
        return command


def _not_installed(name: str, told: str) -> TyperCommand:
    """A command that can only say what it needs, so that the others are still listed."""

    def tell() -> None:
        sys.exit(f"error: {told}")

    anything = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
    return TyperCommand(
        name, callback=tell, help=f"Not installed: creditrules {name} says why.", context_settings=anything
    )


app = typer.Typer(
    name="creditrules",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help=(
        "Credit rules as a service: versioned decision models, asked over GraphQL.\n\n"
        "Start with [bold]creditrules serve[/bold]: it runs everything on this machine and prints a first query to "
        "paste. [bold]creditrules demo[/bold] tells in one page what it is for."
    ),
)


@app.callback()
def _creditrules() -> None:
    pass


def run() -> None:
    """Run the command line on what was typed."""
    # Output may go to a pipe of any encoding; a rule's Chinese text must never end a command with an error.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
