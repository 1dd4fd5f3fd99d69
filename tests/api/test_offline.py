"""Reading, serving and searching speak with this machine alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import EXAMPLES, ROOT

# Runs in a process of its own: ingests, serves, searches a hundred times, and tells whom it spoke with.
DRILL = """
import json, sys, threading, time, urllib.request
spoken = []
def hook(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        spoken.append(str(arguments[1]))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        spoken.append(str(arguments[:1]))
sys.addaudithook(hook)
from pathlib import Path
import uvicorn
from api.app import create_app
from ingest.pipeline import ingest
from kb.bootstrap import KnowledgeBase
from kb.config import load_config
home, documents = map(Path, sys.argv[1:3])
base = KnowledgeBase(load_config(home, {}))
assert ingest([documents], base).outcomes
server = uvicorn.Server(uvicorn.Config(create_app(base), port=0, log_config=None))
thread = threading.Thread(target=server.run)
thread.start()
while not server.started:
    time.sleep(0.05)
address = "http://127.0.0.1:%d" % server.servers[0].sockets[0].getsockname()[1]
while True:
    try:
        urllib.request.urlopen(address + "/readyz").close()
        break
    except OSError:
        time.sleep(0.1)
for number in range(100):
    answer = json.load(urllib.request.urlopen(address + "/v1/search?q=water%20" + str(number)))
    assert answer["query"].startswith("water")
server.should_exit = True
thread.join()
print(json.dumps(spoken))
"""


def test_only_this_machine_is_spoken_with(tmp_path: Path) -> None:
    documents = EXAMPLES / "mol-santo-tomas"
    command = [sys.executable, "-c", DRILL, str(tmp_path / "home"), str(documents)]
    strace, traced = shutil.which("strace"), tmp_path / "calls"
    if strace:
        command = [strace, "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(traced), *command]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    spoken = json.loads(done.stdout.splitlines()[-1])
    assert len(spoken) >= 100
    assert [one for one in spoken if not re.search(r"127\.0\.0\.1|::1|localhost", one)] == []
    if strace:
        assert strangers(traced.read_text(encoding="utf-8", errors="replace")) == []


def strangers(calls: str) -> list[str]:
    """Returns the calls that reach for an internet address that is not of the loopback."""
    reaching = [line for line in calls.splitlines() if "AF_INET" in line]
    return [line for line in reaching if not re.search(r'inet_addr\("127\.|"::1"', line)]


def test_a_stranger_would_be_seen() -> None:
    away = 'connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("93.184.216.34")}, 16) = 0'
    home = 'connect(3, {sa_family=AF_INET, sin_port=htons(8000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0'
    assert strangers(f"{home}\n{away}") == [away]
