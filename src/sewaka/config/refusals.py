"""What stops the city from starting, said in one line."""

from __future__ import annotations

import contextlib
import errno
import re
from collections.abc import Iterator

import click

from sewaka.config.roles import CanNotPrepare
from sewaka.config.service import StartFailed
from sewaka.kernel.env import BadSetting

_HINTS = (
    ("53100", "the disk is full: PostgreSQL can not write. Free some space and start again"),
    ("No space left on device", "the disk is full. Free some space and start again"),
    ("Connection refused", "the database does not answer: connection refused. Is it running?"),
    ("timeout expired", "the database does not answer within 5 seconds. Is it running?"),
    ("No such file or directory", "the database does not answer: nothing listens on its socket"),
    ("could not translate host name", "the database's host name is unknown: see DATABASE_URL"),
    ("failed to resolve host", "the database's host name is unknown: see DATABASE_URL"),
    ("password authentication failed", "the database refuses the password: see DATABASE_URL"),
)


class Refused(click.ClickException):
    """One line on standard error, exit code 1."""

    def format_message(self) -> str:
        """The line itself."""
        return self.message

    def show(self, file: object = None) -> None:  # noqa: ARG002 - the parent class has it
        """Print `sewaka: ...` and nothing else."""
        click.echo(f"sewaka: {self.message}", err=True)


@contextlib.contextmanager
def said_in_one_line() -> Iterator[None]:
    """Turn what an operator can mend into one line; let every other error show itself whole."""
    import psycopg
    from django.db import OperationalError

    try:
        yield
    except (BadSetting, StartFailed, CanNotPrepare) as error:
        raise Refused(_plain(str(error))) from error
    except psycopg.Error as error:
        raise Refused(_plain(f"{error.sqlstate or ''} {error}")) from error
    except OperationalError as error:  # the same, as Django wraps it
        raise Refused(_plain(str(error))) from error
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}:
            raise
        raise Refused(_plain(f"{error.strerror}: {error.filename or ''}")) from error


def _plain(words: str) -> str:
    for sign, plain in _HINTS:
        if sign in words:
            return plain
    return re.sub(r"\s+", " ", words).strip()
