"""Between a restore and the opening: grants, erasures made again, and proof of the chain.

Runs in processes of their own, because a restore changes the server under Django's feet.
"""

from __future__ import annotations

import sys

import click


def main() -> None:
    """Erase again everybody in the register; verify the chain; say what was found."""
    from sewaka.config import databases, processes
    from sewaka.config.refusals import said_in_one_line

    with said_in_one_line(), databases.cluster().running():
        processes.become("restore")
        from sewaka.kernel import clock
        from sewaka.kernel.keys import erasure
        from sewaka.kernel.outbox import chain

        again = erasure.replay_register(now=clock.now())
        click.echo(f"Erased again: {again} persons")
        verdict = chain.verify()
        if not verdict.is_sound:
            sys.exit(f"The chain is broken at event {verdict.bad_seq}: {verdict.reason}")
        click.echo(f"The chain is sound: {verdict.checked} events")


if __name__ == "__main__":
    main()
