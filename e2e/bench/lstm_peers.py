"""The native peers of `npm run -s bench -- lstm --python PATH`: PyTorch and Keras on TensorFlow, on one thread.

Says {"subjects": [...]}, what this interpreter has, then answers each order, a line of JSON on stdin, with {"value"}:
{"kind": "imports", "subject"}: seconds; has to come first;
{"kind": "step", "subject", "case", "budget"}: milliseconds per training step, timed for so many milliseconds;
{"kind": "whole", "subject", "case", "networks", "epochs"}: seconds to build and train networks one after the other.
"""
import importlib.util
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
WINDOWS = 512


def waves(steps):
    import numpy as np

    t = np.arange(WINDOWS)[:, None] + np.arange(steps + 1)[None, :]
    wave = (np.sin(t / 4) + 0.1 * np.sin(12.9898 * t * t)).astype("float32")
    return wave[:, :steps, None].copy(), wave[:, steps:].copy()


def best_step(epoch, steps, budget):
    """Milliseconds per step of the best epoch, of three at least, after one that warms everything up."""
    epoch(1)
    times = []
    end = time.perf_counter() + budget / 1000
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        epoch(1)
        times.append(time.perf_counter() - start)
    return 1000 * min(times) / steps


class PyTorch:
    needs = ("torch", "numpy")

    def load(self):
        import torch

        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
        self.torch = torch

    def network(self, case):
        """A fresh network; calling it learns for so many epochs."""
        torch = self.torch
        lstm = torch.nn.LSTM(1, case["units"], case["layers"], batch_first=True)
        dense = torch.nn.Linear(case["units"], 1)
        optimiser = torch.optim.Adam([*lstm.parameters(), *dense.parameters()], lr=1e-3)
        loss = torch.nn.MSELoss()
        x, y = (torch.from_numpy(part) for part in waves(case["steps"]))

        def fit(epochs):
            for _ in range(epochs):
                order = torch.randperm(WINDOWS)
                for rows in order.split(case["batch"]):
                    optimiser.zero_grad()
                    loss(dense(lstm(x[rows])[0][:, -1]), y[rows]).backward()
                    optimiser.step()

        return fit


class Keras:
    needs = ("tensorflow", "keras")

    def load(self):
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(1)
        tensorflow.config.threading.set_inter_op_parallelism_threads(1)
        import keras

        self.keras = keras

    def network(self, case):
        """A fresh network; calling it learns for so many epochs."""
        layers = self.keras.layers
        last = case["layers"] - 1
        lstms = [layers.LSTM(case["units"], return_sequences=k < last) for k in range(case["layers"])]
        model = self.keras.Sequential([layers.Input((case["steps"], 1)), *lstms, layers.Dense(1)])
        model.compile(optimizer=self.keras.optimizers.Adam(1e-3), loss="mse")
        x, y = waves(case["steps"])
        return lambda epochs: model.fit(x, y, epochs=epochs, batch_size=case["batch"], verbose=0)


SUBJECTS = {"pytorch 1 thread": PyTorch(), "keras 1 thread": Keras()}


def answer(order):
    subject, case = SUBJECTS[order["subject"]], order.get("case")
    if order["kind"] == "imports":
        start = time.perf_counter()
        subject.load()
        return time.perf_counter() - start
    if order["kind"] == "step":
        return best_step(subject.network(case), WINDOWS // case["batch"], order["budget"])
    start = time.perf_counter()
    for _ in range(order["networks"]):
        subject.network(case)(order["epochs"])
    return time.perf_counter() - start


def say(message):
    print(json.dumps(message), flush=True)


say({"subjects": [name for name, peer in SUBJECTS.items() if all(map(importlib.util.find_spec, peer.needs))]})
for line in sys.stdin:
    say({"value": answer(json.loads(line))})
