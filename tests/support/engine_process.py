"""An engine of a test's own, on one port for as long as it is killed and started again."""

import subprocess
from dataclasses import dataclass, field

from tests.fixtures_stage import ENGINE_PYTHON, wait_until_ready
from tests.support.demo import ROOT


@dataclass(kw_only=True)
class EngineProcess:
    """`start` returns once the trained model is loaded."""

    port: int
    action_port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        subprocess.run([ENGINE_PYTHON, "-m", "bot.engine", "train"], cwd=ROOT, check=True)
        process = subprocess.Popen(
            [
                *(ENGINE_PYTHON, "-m", "bot.engine", "serve", "--port", str(self.port)),
                *("--action-url", f"http://127.0.0.1:{self.action_port}/webhook"),
            ],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        wait_until_ready(f"{self.url}/webhooks/saldo/ready", process)

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
