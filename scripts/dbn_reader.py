"""Reads models and checkpoints of libdbn with h5py and numpy; one file, to be copied where it is needed.

    import dbn_reader
    model = dbn_reader.load("runs/mnist/checkpoint.h5")
    model.layers[0].weights          # (V, H) array
    model.layers[0].visible          # "bernoulli:784"
    model.history()                  # {"stage": [...], "epoch": array, "free_energy": array, ...}
    model.config                     # text of the run's config, of a checkpoint
    model.hidden(rows)               # what the top layer makes of rows, bernoulli layers only

libdbn/io/FORMAT.md describes what is in the files.
"""

import sys

import h5py
import numpy as np

NEWEST_VERSION = 1


def _text(value):
    """Strings arrive as bytes, or as arrays of them."""
    if isinstance(value, np.ndarray):
        return [_text(x) for x in value.ravel()]
    return value.decode("utf-8").rstrip("\0") if isinstance(value, bytes) else value


def _attributes(group):
    return {name: _text(value) for name, value in group.attrs.items()}


def _numbered(group):
    return [group[str(i)] for i in range(len([name for name in group if name.isdigit()]))]


class Layer:
    """One restricted Boltzmann machine: weights (V, H), biases, sigma where a unit has one, kinds of units.

    recognition_weights (V, H) are those that go up, where up-down learning has told them from the ones that go down.
    """

    def __init__(self, group):
        self.visible = _text(group.attrs["visible"])
        self.hidden = _text(group.attrs["hidden"])
        self.weights = group["weights"][()]
        has_own = "recognition_weights" in group
        self.recognition_weights = group["recognition_weights"][()] if has_own else None
        self.visible_bias = group["visible_bias"][()].ravel()
        self.hidden_bias = group["hidden_bias"][()].ravel()
        self.visible_sigma = group["visible_sigma"][()].ravel() if "visible_sigma" in group else None
        self.hidden_sigma = group["hidden_sigma"][()].ravel() if "hidden_sigma" in group else None

    def __repr__(self):
        return f"<{self.visible} - {self.hidden}>"


class NetworkLayer:
    """One layer of the fine-tuned network: out = activation(in weights + bias)."""

    def __init__(self, group):
        self.weights = group["weights"][()]
        self.bias = group["bias"][()].ravel()
        self.activation = _text(group.attrs["activation"])

    def __repr__(self):
        return f"<{self.weights.shape[0]} -> {self.weights.shape[1]} {self.activation}>"


class Model:
    """What a file holds. `attributes` are those of the file, `data` those of the input transform."""

    def __init__(self, file):
        self.attributes = _attributes(file)
        if self.attributes.get("format") != "libdbn":
            raise ValueError(f"{file.filename}: attribute 'format' is {self.attributes.get('format')!r}, not 'libdbn'")
        if self.attributes["version"] > NEWEST_VERSION:
            raise ValueError(f"{file.filename}: format version {self.attributes['version']}; this reads {NEWEST_VERSION}")
        self.kind = self.attributes["kind"]
        self.layers = [Layer(g) for g in _numbered(file["layers"])]
        self.network = [NetworkLayer(g) for g in _numbered(file["network"])] if "network" in file else []
        data = file.get("data")
        self.data = _attributes(data) if data is not None else {}
        self.shift = data["shift"][()] if data is not None and "shift" in data else None
        self.scale = data["scale"][()] if data is not None and "scale" in data else None
        self.class_names = _text(data["class_names"][()]) if data is not None and "class_names" in data else []
        self.target_names = _text(data["target_names"][()]) if data is not None and "target_names" in data else []
        self.config = _text(file["config"][()])[0] if "config" in file else None
        self._history = self._read_history(file)

    @staticmethod
    def _read_history(file):
        if "state/run/history" not in file:
            return None
        group = file["state/run/history"]
        names = _text(group["metric"][()])
        values = group["value"][()].reshape(-1, len(names))
        columns = {"stage": _text(group["stage"][()]), "epoch": group["epoch"][()]}
        columns.update({name: values[:, i] for i, name in enumerate(names)})
        return columns

    def history(self):
        """Columns of the history by name, a row per recorded epoch; NaN where a metric does not apply."""
        if self._history is None:
            raise ValueError("a model has no history; load the run's checkpoint.h5, or read its history.csv")
        return self._history

    def transformed(self, rows):
        """Raw data as the visible units see them, without binarization."""
        rows = np.asarray(rows, dtype=float)
        if self.shift is not None:
            rows = rows - self.shift
        return rows if self.scale is None else rows / self.scale

    def hidden(self, rows):
        """Means of the top layer's units for raw rows, for nets of bernoulli and gaussian units."""
        states = self.transformed(rows)
        for layer in self.layers:
            sigma = 1 if layer.visible_sigma is None else layer.visible_sigma
            upward = layer.weights if layer.recognition_weights is None else layer.recognition_weights
            inputs = layer.hidden_bias + (states / sigma) @ upward
            if not layer.hidden.startswith("bernoulli") or "+" in layer.hidden:
                raise ValueError(f"hidden() knows bernoulli hidden units, not {layer.hidden}; use dbn transform")
            states = 1 / (1 + np.exp(-inputs))
        return states


def load(path):
    """A model or a checkpoint."""
    with h5py.File(path, "r") as file:
        return Model(file)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: dbn_reader.py FILE.h5")
    loaded = load(sys.argv[1])
    print(loaded.kind, loaded.layers, loaded.network)
