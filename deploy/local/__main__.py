"""The local stack's commands: `python -m deploy.local --help`."""

from __future__ import annotations

import os
import shlex
import sys
import time

import click
from rich.console import Console
from rich.table import Table

from deploy.local import erased as leftovers_of_people
from deploy.local import parked as parked_messages
from deploy.local import restored as restored_databases
from deploy.local import status as statuses
from deploy.local.processes import COMMAND
from deploy.local.stack import Stack
from deploy.local.trouble import Trouble

console = Console(highlight=False)


def _tell(line: str) -> None:
    console.print(f"· {line}")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--dir",
    "directory",
    envvar="STACK_DIR",
    help="The folder of the stack; var/stack unless told otherwise.",
)
@click.pass_context
def main(context: click.Context, directory: str | None) -> None:
    """Run Multaqa's private stack: PostgreSQL, RabbitMQ and all services, without Docker."""
    context.obj = Stack(directory, tell=_tell)


@main.command()
@click.option("--only-servers", is_flag=True, help="PostgreSQL and RabbitMQ, without services.")
@click.pass_obj
def up(stack: Stack, only_servers: bool) -> None:
    """Start what does not run, and wait until all of it answers."""
    began = time.monotonic()
    stack.up(only_servers=only_servers)
    console.print(f"Up in {time.monotonic() - began:.0f} s.")
    if not only_servers:
        console.print(f"Console {stack.environment('web')['PUBLIC_URL']}")


@main.command()
@click.pass_obj
def down(stack: Stack) -> None:
    """Stop every process that this stack started."""
    stack.down()
    console.print("Everything is stopped; the data stays.")


@main.command()
@click.pass_obj
def clean(stack: Stack) -> None:
    """Stop everything and delete the stack's data, logs and secrets."""
    stack.clean()
    console.print("The stack and its data are gone.")


@main.command()
@click.pass_obj
def status(stack: Stack) -> None:
    """Show processes, memory, queues and the ledger; exit 1 when it is down or broken."""
    if not statuses.show(stack, console):
        sys.exit(1)


@main.command()
@click.pass_obj
def parked(stack: Stack) -> None:
    """List messages that could not be handled, with the reason."""
    parked_messages.show(stack, console)


@main.command()
@click.argument("service")
@click.argument("wanted", metavar="ID|all")
@click.pass_obj
def replay(stack: Stack, service: str, wanted: str) -> None:
    """Send parked messages to their queue once more, when the cause is mended."""
    count = parked_messages.replay(stack, service, wanted)
    console.print(f"{count} sent once more." if count else "Nothing of that is parked.")


@main.command()
@click.argument("service")
@click.pass_obj
def restored(stack: Stack, service: str) -> None:
    """Bring back what the others know into a database that was restored; nothing may run."""
    restored_databases.restored(stack, service, console)


@main.command()
@click.argument("ids", nargs=-1, metavar="ID…")
@click.option("--say", default="", help="Names, numbers and addresses they had, with commas.")
@click.pass_obj
def erased(stack: Stack, ids: tuple[str, ...], say: str) -> None:
    """Look everywhere for what is left of people who were erased; exit 1 when there is anything."""
    if not leftovers_of_people.check(stack, console, ids, say.split(",")):
        sys.exit(1)


@main.command()
@click.argument("process", required=False)
@click.option("-f", "--follow", is_flag=True, help="Go on with what is written from now on.")
@click.option("-n", "--lines", default=50, show_default=True, help="How many of the last lines.")
@click.pass_obj
def logs(stack: Stack, process: str | None, follow: bool, lines: int) -> None:
    """Show the logs of a process and its replicas, or of all."""
    files = [str(path) for path in stack.log_files(process or "")]
    if not files:
        msg = f"There is no log of {process or 'anything'} yet."
        raise Trouble(msg)
    words = ["tail", f"--lines={lines}", *(["--follow=name", "--retry"] if follow else []), *files]
    os.execvp("tail", words)  # noqa: S606 - the command becomes tail, nothing goes through a shell


@main.command()
@click.argument("process")
@click.argument("count", type=int)
@click.pass_obj
def scale(stack: Stack, process: str, count: int) -> None:
    """Run COUNT of PROCESS, now and at each later start."""
    stack.scale(process, count)
    console.print(f"{process}: {count}")


@main.command()
@click.pass_obj
def migrate(stack: Stack) -> None:
    """Bring the databases of the running stack to their newest form."""
    stack.migrate()


@main.command()
@click.argument("email")
@click.argument("name")
@click.pass_obj
def admin(stack: Stack, email: str, name: str) -> None:
    """Make an administrator's account, and show its password this once."""
    made = stack.staff("add", email, "--name", name, "--role", "admin")
    console.print(f"{email} signs in with this password, which is shown only now:")
    click.echo(made.strip())
    address = stack.environment("web")["PUBLIC_URL"]
    console.print(f"at {address}/sign-in. Staff, in the menu, is where others are invited.")


@main.command()
@click.pass_obj
def ports(stack: Stack) -> None:
    """Show which ports the stack uses."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, port in stack.ports.items():
        table.add_row(name, str(port))
    console.print(table)


@main.command()
@click.argument("process")
@click.pass_obj
def env(stack: Stack, process: str) -> None:
    """Print the settings of PROCESS as shell exports, secrets among them."""
    for name, value in stack.environment(process).items():
        click.echo(f"export {name}={shlex.quote(value)}")


@main.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_interspersed_args": False,
        "help_option_names": [],
    },
    add_help_option=False,
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def multaqa(stack: Stack, words: tuple[str, ...]) -> None:
    """Run the product's own command on this stack: multaqa --help."""
    if not stack.ports:
        msg = "There is no stack here yet: run `make up`."
        raise Trouble(msg)
    settings = stack.facts.settings(COMMAND)
    os.execve(  # noqa: S606 - the command takes this one's place, nothing goes through a shell
        COMMAND.command[0], [*COMMAND.command, *words], {**os.environ, **settings}
    )


if __name__ == "__main__":
    main(prog_name="python -m deploy.local")
