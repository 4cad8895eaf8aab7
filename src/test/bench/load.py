"""Load by dnsperf, and what it cost the daemon."""

import re
import subprocess
from dataclasses import dataclass

import internet


@dataclass
class Run:
    """One run: microseconds of the daemon's CPU time for each answer, and what else was seen."""

    answers: int
    micros: float
    per_second: float
    upstream: float  # packets sent upstream for each answer, over UDP
    late: dict  # share of the queries: milliseconds within which they were answered


def run(daemon, core, questions, *options, latencies=False, least=0.97):
    """Asks ``questions``, a file; dnsperf gets ``options``."""
    packets, begin = internet.datagrams(), daemon.cpu()
    command = ["taskset", "-c", core, "dnsperf", "-s", daemon.address, "-p", "53", "-d", questions, "-t", "5"]
    command += [*map(str, options), "-W", *(["-v"] if latencies else [])]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent, packets = daemon.cpu() - begin, internet.datagrams() - packets
    sent, answered = number("Queries sent", output), number("Queries completed", output)
    good = sum(map(int, re.findall(r"(?:NOERROR|NXDOMAIN) (\d+)", output)))
    if answered < least * sent or good < least * sent or number("Reconnections", output, 0):
        raise SystemExit(f"scripts/bench: {daemon.name} answered {answered} of {sent}:\n{output[-1500:]}")
    return Run(
        answered,
        spent / answered * 1e6,
        float(re.search(r"Queries per second:\s+([\d.]+)", output)[1]),
        (packets - sent - answered) / 2 / answered,
        quantiles(output) if latencies else {},
    )


def number(what, output, otherwise=None):
    found = re.search(what + r":\s+(\d+)", output)
    return otherwise if found is None and otherwise is not None else int(found[1])


def quantiles(output):
    lines = (line for line in output.splitlines() if line.startswith("> ") and not line.startswith("> T "))
    times = sorted(float(line.rsplit(" ", 1)[1]) for line in lines)
    return {share: 1000 * times[min(len(times) - 1, int(share * len(times)))] for share in (0.5, 0.99, 0.999)}
