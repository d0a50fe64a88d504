"""The engines that `bench_engines.py` compares, each in a process of its own.

Every arm takes the same lines: `load FILE` reads an XForm and opens a new interview; `run FILE`
does one act a line (`answer REF TEXT`, `add REPEAT`, `remove INSTANCE`, `choices REF`), each timed
inside the arm's process, and gives the milliseconds; `read REF` gives a value. Times leave out
the bench's own work (finding a node by its ref, making an answer object).
"""

import contextlib
import functools
import http.server
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

PEERS = "FIELDKIT_PEERS"  # a folder where `npm install @getodk/xforms-engine` was run
_HERE = Path(__file__).resolve().parent / "peers"
_JAR = "validators/odk_validate/bin/ODK_Validate.jar"

Act = tuple[str, ...]
"""Verb, ref, text, and what web-forms reads instead of the total (it computes what is read)."""


class Arm(Protocol):
    """One engine; `memory_mb` is the peak of its process that holds the form."""

    name: str

    def load(self, form: Path) -> float: ...
    def run(self, acts: Sequence[Act], read: str) -> list[float]: ...
    def read(self, ref: str) -> str: ...
    def collect(self) -> None: ...
    def memory_mb(self) -> float: ...
    def close(self) -> None: ...


class Piped:
    """An arm that speaks over its standard input and output."""

    def __init__(self, name: str, command: list[str], folder: Path) -> None:
        self.name = name
        self._acts = folder / f"{name}.acts"
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def load(self, form: Path) -> float:
        return float(self._ask("load", str(form)))

    def run(self, acts: Sequence[Act], read: str) -> list[float]:
        self._acts.write_text("".join("\t".join(act[:3]) + "\n" for act in acts), "utf-8")
        return [float(taken) for taken in self._ask("run", str(self._acts)).split()]

    def read(self, ref: str) -> str:
        return self._ask("read", ref)

    def collect(self) -> None:
        self._ask("collect")

    def memory_mb(self) -> float:
        return _peak_mb(self._process.pid)

    def close(self) -> None:
        self._process.communicate()

    def _ask(self, *parts: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join(parts) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name} stopped at {parts}")
        return answer.rstrip("\n")


class WebForms:
    """The engine of ODK Web Forms in headless Chromium, driven through chromedriver."""

    name = "web-forms"

    def __init__(self, engine: Path) -> None:
        self._server = _serve(engine)
        self._driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True
        )
        self._at = f"http://127.0.0.1:{self._driver_port()}/session"
        options = [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--js-flags=--expose-gc",
        ]
        wanted = {"alwaysMatch": {"goog:chromeOptions": {"args": options}}}
        self._session = self._post("", {"capabilities": wanted})["sessionId"]
        self._at += f"/{self._session}"
        self._post("/timeouts", {"script": 1_800_000, "pageLoad": 60_000})
        host, port = self._server.server_address[:2]
        self._post("/url", {"url": f"http://{host}:{port}/"})
        self._script(
            "const done = arguments[0]; (function wait() "
            "{ window.ready ? done(true) : setTimeout(wait, 10); })();"
        )

    def load(self, form: Path) -> float:
        return self._script(
            "const done = arguments[1]; window.load(arguments[0])"
            ".then(done, (problem) => done({problem: String(problem)}));",
            form.read_text("utf-8"),
        )

    def run(self, acts: Sequence[Act], read: str) -> list[float]:
        return self._script("arguments[2](window.run(arguments[0], arguments[1]));", acts, read)

    def read(self, ref: str) -> str:
        return self._script("arguments[1](window.read(arguments[0]));", ref)

    def collect(self) -> None:
        self._script("window.gc(); arguments[0](null);")

    def memory_mb(self) -> float:
        return max(_peak_mb(pid) for pid in _below(self._driver.pid))

    def close(self) -> None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(urllib.request.Request(self._at, method="DELETE")).close()
        self._driver.terminate()
        self._driver.communicate()
        self._server.shutdown()
        self._server.server_close()

    def _driver_port(self) -> int:
        assert self._driver.stdout is not None
        for line in self._driver.stdout:
            if "started successfully on port" in line:
                return int(line.rstrip(".\n").rpartition(" ")[2])
        raise RuntimeError("chromedriver did not start")

    def _script(self, script: str, *arguments: object):
        found = self._post("/execute/async", {"script": script, "args": list(arguments)})
        if isinstance(found, dict) and "problem" in found:
            raise RuntimeError(found["problem"])
        return found

    def _post(self, path: str, body: object):
        request = urllib.request.Request(
            self._at + path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as refused:
            raise RuntimeError(refused.read().decode()[:500]) from refused


class _Pages(http.server.SimpleHTTPRequestHandler):
    """The engine's files, the driver and a blank page that loads it."""

    def __init__(self, *arguments: object, engine: Path) -> None:
        self._engine = engine
        super().__init__(*arguments)

    def translate_path(self, path: str) -> str:
        if path.startswith("/engine/"):
            return str(self._engine / Path(path).name)
        return str(_HERE / "web_forms_driver.js")

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        body = b"<!doctype html><script type='module' src='/driver.js'></script>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        # Only an isolated page gets a clock finer than 0.1 ms.
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


def _serve(engine: Path) -> http.server.ThreadingHTTPServer:
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Pages, engine=engine)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def fieldkit(folder: Path) -> Arm:
    """Our engine."""
    return Piped("fieldkit", [sys.executable, str(_HERE / "fieldkit_driver.py")], folder)


def java_rosa(folder: Path) -> Arm | str:
    """JavaRosa from pyxform's validator, or why it cannot take part."""
    spec = importlib.util.find_spec("pyxform")
    if spec is None or spec.origin is None or not shutil.which("javac"):
        return "JavaRosa: no pyxform or no javac here"
    jar = Path(spec.origin).parent / _JAR
    if not jar.exists():
        return "JavaRosa: this pyxform has no ODK_Validate.jar"
    source = _HERE / "JavaRosaDriver.java"
    subprocess.run(["javac", "-cp", str(jar), "-d", str(folder), str(source)], check=True)
    command = ["java", "-cp", f"{jar}{os.pathsep}{folder}", "JavaRosaDriver"]
    return Piped("javarosa", command, folder)


def web_forms(_: Path) -> Arm | str:
    """ODK Web Forms' engine, or why it cannot take part."""
    engine = Path(os.environ.get(PEERS, "."), "node_modules/@getodk/xforms-engine/dist")
    if not (engine / "index.js").exists():
        return f"web-forms: npm install @getodk/xforms-engine, and name the folder in {PEERS}"
    if not shutil.which("chromedriver"):
        return "web-forms: no chromedriver here"
    return WebForms(engine)


def _peak_mb(pid: int) -> float:
    """The greatest resident size that a process had (proc(5), VmHWM)."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _below(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text("utf-8").split():
            yield from _below(int(child))
