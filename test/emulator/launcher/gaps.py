"""Notes what the emulator did not do: one JSON line each, to be held to an allow-list."""

import json
import logging

LOG = logging.getLogger("emulator")

_noted = []
_file = None


def write_gaps_to(path):
    """From now on every gap is appended to the file, which is there from the start, empty."""
    global _file
    _file = path
    open(path, "w", encoding="utf8").close()


def gap(kind, resource_type, logical_id, what=""):
    """Notes that something was left out. The same thing is noted once."""
    line = {"gap": kind, "type": resource_type, "id": logical_id, "what": what}
    if line in _noted:
        return
    _noted.append(line)
    LOG.warning("gap: %s %s %s %s", kind, resource_type, logical_id, what)
    if _file:
        with open(_file, "a", encoding="utf8") as file:
            file.write(json.dumps(line) + "\n")
