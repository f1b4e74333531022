"""The processes that do the work: one a queue, kept alive by a keeper, none outliving it.

Long tasks have a queue and a process of their own, so that playing a package for a minute holds up nothing.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence

from django.db import OperationalError, close_old_connections, connections
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker

from infrastructure.tasks.abandoned import own_worker_id, put_back_abandoned_tasks
from infrastructure.tasks.nightly import hand_out_nightly_tasks
from infrastructure.tasks.schedule import hand_out_minutely_tasks

logger = logging.getLogger("infrastructure.tasks")

#: seconds between two looks into an empty queue
LOOKS_EVERY = 1.0
#: seconds between two rounds of what a worker does for the queue itself
TENDS_EVERY = 60.0
#: seconds that a task in hand is given when the server stops; what is cut short is put back at the next start
GRACE = 5.0
_WATCHES_EVERY = 0.5


def work(queues: Sequence[str], *, until_empty: bool = False) -> None:
    """Do the tasks of the queues, by priority, until a signal says stop. Bears a database that goes away."""
    worker = Worker(
        queue_names=list(queues),
        interval=LOOKS_EVERY,
        batch=True,  # returns when the queue is empty, so that this loop may tend to the queue in between
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=own_worker_id(),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    tended = -TENDS_EVERY
    while worker.running:
        try:
            if time.monotonic() - tended >= TENDS_EVERY:
                tended = time.monotonic()
                put_back_abandoned_tasks()
                hand_out_nightly_tasks()
                hand_out_minutely_tasks()
            worker.run()
        except OperationalError as error:
            logger.warning("The database does not answer (%s); trying again.", error)
            close_old_connections()
        if until_empty:
            return
        if worker.running:
            time.sleep(LOOKS_EVERY)


def keep_working(queues: Sequence[str], *, with_parent: bool) -> None:
    """Keep a process for each queue; start anew one that dies. Ends on SIGTERM, SIGINT or with its parent.

    `with_parent`: the process that started this one is the server; when it is gone, by whatever signal, so
    is the work. Must be called before the process has opened a database connection or started a thread.
    """
    connections.close_all()
    parent, stopping = os.getppid(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    workers = {_fork(queue): queue for queue in queues}
    while not stopping.is_set() and not (with_parent and os.getppid() != parent):
        stopping.wait(_WATCHES_EVERY)
        for process in _ended(workers):
            queue = workers.pop(process)
            logger.warning("The worker of the queue “%s” ended; starting another.", queue)
            workers[_fork(queue)] = queue
    _end(workers)


def _fork(queue: str) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        if queue != DEFAULT_TASK_QUEUE_NAME:
            os.nice(10)  # what takes long gives way to learners
        threading.Thread(target=_die_with, args=(os.getppid(),), daemon=True).start()
        work([queue])
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 0
    finally:
        sys.stderr.flush()
        os._exit(status)  # the keeper's own ends (test runners, exit handlers) are not this process's


def _die_with(keeper: int) -> None:
    """End this process hard when its keeper was killed: what is in hand is put back at the next start."""
    while os.getppid() == keeper:
        time.sleep(_WATCHES_EVERY)
    os.kill(os.getpid(), signal.SIGKILL)


def _ended(workers: dict[int, str]) -> list[int]:
    return [process for process in workers if os.waitpid(process, os.WNOHANG)[0]]


def _end(workers: dict[int, str]) -> None:
    """Ask, wait, insist."""
    for process in workers:
        os.kill(process, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    left = set(workers)
    while left and time.monotonic() < deadline:
        left -= set(_ended(dict.fromkeys(left, "")))
        time.sleep(0.05)
    for process in left:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
