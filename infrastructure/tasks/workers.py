"""The worker processes of the task queues, and their supervisor.

Long tasks have a queue and a process of their own, so that a package check of a minute delays no other task.
"""

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

from infrastructure.tasks.abandoned import own_worker_id, requeue_abandoned_tasks
from infrastructure.tasks.schedule import enqueue_minutely_tasks, enqueue_nightly_tasks

logger = logging.getLogger("infrastructure.tasks")

#: seconds between two polls of an empty queue
POLL_SECONDS = 1.0
#: seconds between two rounds of maintenance: requeuing and scheduling
MAINTENANCE_SECONDS = 60.0
#: seconds that a running task has to finish when the server stops; else it is requeued at the next start
STOP_SECONDS = 5.0
_CHECK_SECONDS = 0.5


def run_tasks(queues: Sequence[str], *, until_empty: bool = False) -> None:
    """Run the tasks of the queues, by priority, until a stop signal; retry if the database is unavailable."""
    worker = Worker(
        queue_names=list(queues),
        interval=POLL_SECONDS,
        batch=True,  # returns when the queue is empty, for the maintenance in this loop
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=own_worker_id(),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    maintained_at = -MAINTENANCE_SECONDS
    while worker.running:
        try:
            if time.monotonic() - maintained_at >= MAINTENANCE_SECONDS:
                maintained_at = time.monotonic()
                requeue_abandoned_tasks()
                enqueue_nightly_tasks()
                enqueue_minutely_tasks()
            worker.run()
        except OperationalError as error:
            logger.warning("The database does not answer (%s); trying again.", error)
            close_old_connections()
        if until_empty:
            return
        if worker.running:
            time.sleep(POLL_SECONDS)


def supervise(queues: Sequence[str], *, with_parent: bool) -> None:
    """Run a process for each queue and restart one that dies. Ends on SIGTERM, SIGINT or with its parent.

    `with_parent`: the process that started this one is the server; when it ends, by whatever signal, so do
    the workers. Must be called before the process has opened a database connection or started a thread.
    """
    connections.close_all()
    parent, stopping = os.getppid(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    workers = {_fork(queue): queue for queue in queues}
    while not stopping.is_set() and not (with_parent and os.getppid() != parent):
        stopping.wait(_CHECK_SECONDS)
        for process in _reap(workers):
            queue = workers.pop(process)
            logger.warning("The worker of the queue “%s” ended; starting another.", queue)
            workers[_fork(queue)] = queue
    _stop(workers)


def _fork(queue: str) -> int:
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        if queue != DEFAULT_TASK_QUEUE_NAME:
            os.nice(10)  # long tasks yield to requests of learners
        threading.Thread(target=exit_with_parent, args=(os.getppid(),), daemon=True).start()
        run_tasks([queue])
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 0
    finally:
        sys.stderr.flush()
        os._exit(status)  # the exit handlers of the supervisor must not run in this process


def exit_with_parent(parent: int) -> None:
    """Kill this process when its parent has ended; the running task is requeued at the next start."""
    while os.getppid() == parent:
        time.sleep(_CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


def _reap(workers: dict[int, str]) -> list[int]:
    """Return the ids of the processes that have ended."""
    return [process for process in workers if os.waitpid(process, os.WNOHANG)[0]]


def _stop(workers: dict[int, str]) -> None:
    """Send SIGTERM to the workers, and SIGKILL to those that run after `STOP_SECONDS`."""
    for process in workers:
        os.kill(process, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    running = set(workers)
    while running and time.monotonic() < deadline:
        running -= set(_reap(dict.fromkeys(running, "")))
        time.sleep(0.05)
    for process in running:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
