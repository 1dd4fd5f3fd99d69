"""For programs that kill themselves: at a call of a function, as a power cut would."""

from __future__ import annotations

import os
import signal
from typing import Any


def make_deadly(place: Any, name: str, calls: int, when: str) -> None:
    """Has the process killed before or after the n-th call of a function of a module or class.

    Args:
        place: the module or class.
        name: of the function.
        calls: which call of it.
        when: `before` or `after`.
    """
    whole, left = getattr(place, name), calls

    def deadly(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        found = whole(*arguments, **named)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    setattr(place, name, deadly)
