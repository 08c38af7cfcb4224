#!/usr/bin/env python3
"""One CD-1 update of a Bernoulli machine: `dbn bench` beside loops written by hand in numpy and PyTorch.

    scripts/bench_peers.py --dbn build/release/dbn
    scripts/bench_peers.py --dbn build/release/dbn --layers 784x500 --batches 100,10 --threads 2 --json

All do the same work in single precision: hidden states sampled, visible states sampled, hidden probabilities at both
ends, momentum 0.9, weight decay 0.0002, biases learned. Rows are random, 19 % of their elements not zero. numpy and
PyTorch write into memory that is kept from update to update. Programs are measured in turn, --rounds times, each in a
process of its own; medians count. A peer that is not installed is named and left out.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

RATE, MOMENTUM, DECAY, DENSITY = 0.05, 0.9, 0.0002, 0.19


class NumpyMachine:
    """Every array that an update needs, and the update."""

    def __init__(self, visible, hidden, rows):
        import numpy as np

        self.np = np
        self.random = np.random.Generator(np.random.SFC64(1))
        draw = self.random.random
        self.weights = self.random.normal(0, 0.01, (visible, hidden)).astype(np.float32)
        self.visible_bias = np.zeros(visible, np.float32)
        self.hidden_bias = np.zeros(hidden, np.float32)
        self.velocities = [np.zeros_like(x) for x in (self.weights, self.visible_bias, self.hidden_bias)]
        self.batches = [
            np.where(draw((rows, visible), np.float32) < DENSITY, draw((rows, visible), np.float32), np.float32(0))
            for _ in range(10)
        ]
        self.hidden = np.empty((rows, hidden), np.float32)
        self.states = np.empty((rows, hidden), np.float32)
        self.hidden_uniforms = np.empty((rows, hidden), np.float32)
        self.reconstruction = np.empty((rows, visible), np.float32)
        self.visible_uniforms = np.empty((rows, visible), np.float32)
        self.reconstructed = np.empty((rows, hidden), np.float32)
        self.ascent = np.empty_like(self.weights)
        self.negative = np.empty_like(self.weights)

    def _logistic(self, x):
        np = self.np
        np.negative(x, out=x)
        np.exp(x, out=x)
        x += 1
        np.reciprocal(x, out=x)

    def _up(self, rows, out):
        self.np.matmul(rows, self.weights, out=out)
        out += self.hidden_bias
        self._logistic(out)

    def _move(self, parameters, velocity, ascent):
        velocity *= MOMENTUM
        ascent *= RATE
        velocity += ascent
        parameters += velocity

    def update(self, number):
        np, rows = self.np, self.batches[number % 10]
        share = np.float32(1 / len(rows))
        self._up(rows, self.hidden)
        self.random.random(dtype=np.float32, out=self.hidden_uniforms)
        np.less(self.hidden_uniforms, self.hidden, out=self.states, casting="unsafe")
        np.matmul(self.states, self.weights.T, out=self.reconstruction)
        self.reconstruction += self.visible_bias
        self._logistic(self.reconstruction)
        self.random.random(dtype=np.float32, out=self.visible_uniforms)
        np.less(self.visible_uniforms, self.reconstruction, out=self.reconstruction, casting="unsafe")
        self._up(self.reconstruction, self.reconstructed)

        np.matmul(rows.T, self.hidden, out=self.ascent)
        np.matmul(self.reconstruction.T, self.reconstructed, out=self.negative)
        self.ascent -= self.negative
        self.ascent *= share
        np.multiply(self.weights, np.float32(DECAY), out=self.negative)
        self.ascent -= self.negative
        biases = ((self.visible_bias, rows, self.reconstruction), (self.hidden_bias, self.hidden, self.reconstructed))
        self._move(self.weights, self.velocities[0], self.ascent)
        for (bias, data, model), velocity in zip(biases, self.velocities[1:]):
            self._move(bias, velocity, (data.sum(axis=0) - model.sum(axis=0)) * share)


class TorchMachine:
    """The same in PyTorch, on the processor."""

    def __init__(self, visible, hidden, rows):
        import torch

        self.torch = torch
        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
        torch.manual_seed(1)
        torch.set_grad_enabled(False)
        self.weights = torch.randn(visible, hidden) * 0.01
        self.visible_bias, self.hidden_bias = torch.zeros(visible), torch.zeros(hidden)
        self.velocities = [torch.zeros_like(x) for x in (self.weights, self.visible_bias, self.hidden_bias)]
        self.batches = [torch.rand(rows, visible) * (torch.rand(rows, visible) < DENSITY) for _ in range(10)]

    def update(self, number):
        torch, rows = self.torch, self.batches[number % 10]
        hidden = torch.addmm(self.hidden_bias, rows, self.weights).sigmoid_()
        states = torch.bernoulli(hidden)
        reconstruction = torch.addmm(self.visible_bias, states, self.weights.t()).sigmoid_().bernoulli_()
        reconstructed = torch.addmm(self.hidden_bias, reconstruction, self.weights).sigmoid_()
        rate = RATE / len(rows)
        velocity = self.velocities[0].mul_(MOMENTUM).add_(self.weights, alpha=-RATE * DECAY)
        velocity.addmm_(rows.t(), hidden, alpha=rate)
        velocity.addmm_(reconstruction.t(), reconstructed, alpha=-rate)
        self.weights += velocity
        self.visible_bias += self.velocities[1].mul_(MOMENTUM).add_((rows - reconstruction).sum(0), alpha=rate)
        self.hidden_bias += self.velocities[2].mul_(MOMENTUM).add_((hidden - reconstructed).sum(0), alpha=rate)


MACHINES = {"numpy": NumpyMachine, "torch": TorchMachine}


def measure_here(peer, visible, hidden, rows, seconds):
    """Seconds of one update in this process, after a warm-up."""
    machine = MACHINES[peer](visible, hidden, rows)
    for number in range(10):
        machine.update(number)
    number, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        machine.update(number)
        number += 1
    return (time.perf_counter() - begin) / number


def measure_peer(peer, shape, options):
    """The same in a process of its own, whose libraries see the number of threads before they start."""
    environment = dict(os.environ)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[name] = str(options.threads)
    words = [sys.executable, os.path.abspath(__file__), "--one", peer, "--seconds", str(options.seconds)]
    result = subprocess.run(words + [str(x) for x in shape], env=environment, capture_output=True, text=True, check=True)
    return float(result.stdout)


def measure_dbn(shape, options, sparse):
    visible, hidden, rows = shape
    words = [options.dbn, "bench", "--json", "--work", "cd", "--layers", f"{visible}x{hidden}", "--batches", str(rows),
             "--threads", str(options.threads), "--sparse", sparse, "--seconds", str(options.seconds / 10)]
    return json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)["results"][0]["seconds"]


def installed(peer):
    found = subprocess.run([sys.executable, "-c", f"import {peer}"], capture_output=True).returncode == 0
    if not found:
        print(f"{peer} is not installed for {sys.executable}: left out", file=sys.stderr)
    return found


def parse_shapes(options):
    for layers in options.layers.split(","):
        visible, hidden = (int(x) for x in layers.split("x"))
        for rows in options.batches.split(","):
            yield visible, hidden, int(rows)


def compare(options):
    programs = {"dbn": lambda shape: measure_dbn(shape, options, "auto"),
                "dbn, dense": lambda shape: measure_dbn(shape, options, "never")}
    for peer in filter(installed, MACHINES):
        programs[peer] = lambda shape, peer=peer: measure_peer(peer, shape, options)
    results = []
    for shape in parse_shapes(options):
        times = {name: [] for name in programs}
        for _ in range(options.rounds):
            for name, measure in programs.items():
                times[name].append(measure(shape))
        for name, values in times.items():
            results.append({"visible": shape[0], "hidden": shape[1], "batch": shape[2], "program": name,
                            "seconds": statistics.median(values),
                            "times_dbn": statistics.median(x / y for x, y in zip(values, times["dbn"]))})
    return {"threads": options.threads, "rounds": options.rounds, "results": results}


def as_table(report):
    lines = [f"one CD-1 update, {report['threads']} thread(s), medians of {report['rounds']}",
             f"{'layers':>10} {'batch':>6} {'program':<12} {'ms':>8} {'times dbn':>10}"]
    for row in report["results"]:
        layers = f"{row['visible']}x{row['hidden']}"
        lines.append(f"{layers:>10} {row['batch']:>6} {row['program']:<12} {1e3 * row['seconds']:>8.3f} "
                     f"{row['times_dbn']:>10.2f}")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dbn", default="build/release/dbn", help="the program (default: %(default)s)")
    parser.add_argument("--layers", default="784x500", help="shapes, joined by commas (default: %(default)s)")
    parser.add_argument("--batches", default="100,10", help="rows of a batch, joined by commas (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="for every program (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="in which all are measured once (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=2, help="length of a measurement (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--one", choices=MACHINES, help=argparse.SUPPRESS)
    parser.add_argument("shape", nargs="*", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(measure_here(options.one, *options.shape, options.seconds))
        return
    report = compare(options)
    print(json.dumps(report, indent=2) if options.json else as_table(report))


if __name__ == "__main__":
    main()
