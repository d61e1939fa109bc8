"""The city on a loopback port, inside the test's own transaction.

The server runs in a thread and shares the test's database connection; while a client waits for its
answer, nobody else uses it. So what a test prepares is there, and nothing outlives the test.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, connections


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_line: object) -> None:
        """Nothing: the city's own log says it."""


@contextmanager
def served() -> Iterator[str]:
    """Serve until the block ends; gives the origin."""
    server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=_Quiet)
    shared = connections["default"]
    shared.inc_thread_sharing()

    def serve() -> None:
        connections["default"] = shared
        server.serve_forever(poll_interval=0.02)

    thread = threading.Thread(target=serve, daemon=True)
    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        shared.dec_thread_sharing()
        assert connection.in_atomic_block, "the server has closed the test's transaction"
