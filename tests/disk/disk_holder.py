"""A program that holds one of a vault's locks until its input ends: ``python disk_holder.py VAULT writer|watcher``."""

import sys
from pathlib import Path

from vaultkit.disk import locks

with {"writer": locks.writer, "watcher": locks.watcher}[sys.argv[2]](Path(sys.argv[1])):
    sys.stdout.write("held\n")
    sys.stdout.flush()
    sys.stdin.read()
