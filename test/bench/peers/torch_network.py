"""PyTorch's side of the training benchmarks: the network of the same description, data and epochs."""
import json
import math
import resource
import sys
import time

import torch

from synthetic_data import synthetic_data

work = json.loads(sys.argv[1])
torch.set_num_threads(work["threads"])
torch.manual_seed(0)


def nodes_of(model):
    """A list of layers as nodes, each after the one before it."""
    if "nodes" in model:
        return model["nodes"], model["outputs"][0]
    nodes, before = [], "features"
    for index, layer in enumerate(model["layers"]):
        nodes.append({**layer, "id": f"layer{index}", "inputs": [before]})
        before = f"layer{index}"
    return nodes, before


class Add(torch.nn.Module):
    def forward(self, *values):
        return sum(values[1:], values[0])


class GlobalAverage(torch.nn.Module):
    def forward(self, value):
        return value.mean((2, 3))


def build(node, shapes):
    """The module of a node, and the shape of a row that it gives, channels first. Softmax is left to the loss."""
    kind, shape = node["type"], shapes[node["inputs"][0]]
    modules = []
    if kind == "dense":
        units = work["classes"] if node["units"] == "classes" else node["units"]
        modules.append(torch.nn.Linear(shape[0], units))
        shape = (units,)
    elif kind == "conv2d":
        size, stride = node["kernelSize"], node.get("strides", 1)
        # With a stride of 2 ours pads at the end alone, as Keras does: as much work.
        padding = size // 2 if node.get("padding") == "same" else 0
        modules.append(
            torch.nn.Conv2d(shape[0], node["filters"], size, stride, padding, bias=node.get("useBias", True))
        )
        shape = (node["filters"], *((edge + 2 * padding - size) // stride + 1 for edge in shape[1:]))
    elif kind == "maxPooling2d":
        size = node["poolSize"]
        stride = node.get("strides", size)
        padding = size // 2 if node.get("padding") == "same" else 0
        modules.append(torch.nn.MaxPool2d(size, stride, padding))
        shape = (shape[0], *((edge + 2 * padding - size) // stride + 1 for edge in shape[1:]))
    elif kind == "batchNormalization":
        modules.append(torch.nn.BatchNorm2d(shape[0]))
    elif kind == "globalAveragePooling":
        modules.append(GlobalAverage())
        shape = shape[:1]
    elif kind == "flatten":
        modules.append(torch.nn.Flatten())
        shape = (math.prod(shape),)
    elif kind == "add":
        modules.append(Add())
    elif kind != "activation":
        raise ValueError(f"no module for {kind}")
    if node.get("activation") == "relu":
        modules.append(torch.nn.ReLU())
    return modules[0] if len(modules) == 1 else torch.nn.Sequential(*modules), shape


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.nodes, self.output = nodes_of(work["model"])
        self.layers = torch.nn.ModuleDict()
        *space, channels = work["shape"]
        shapes = {"features": (channels, *space)}
        for node in self.nodes:
            self.layers[node["id"]], shapes[node["id"]] = build(node, shapes)

    def forward(self, features):
        values = {"features": features}
        for node in self.nodes:
            values[node["id"]] = self.layers[node["id"]](*(values[name] for name in node["inputs"]))
        return values[self.output]


gpu = work.get("device") == "gpu"
if gpu and not torch.cuda.is_available():
    print(json.dumps({"skipped": "this PyTorch finds no CUDA device"}))
    sys.exit(0)
device = torch.device("cuda" if gpu else "cpu")

rows = work["rows"]
features, targets = synthetic_data(rows, math.prod(work["shape"]), work["classes"])
features, targets = torch.from_numpy(features.reshape(rows, *work["shape"])), torch.from_numpy(targets)
if features.ndim == 4:
    features = features.permute(0, 3, 1, 2).contiguous()
features, targets = features.to(device), targets.to(device)
model = Network().to(device)
optimizers = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}
optimizer = optimizers[work["optimizer"]["type"]](model.parameters(), lr=work["optimizer"]["learningRate"])
criterion = torch.nn.CrossEntropyLoss()


def train(epochs):
    """The loop of PyTorch's own tutorials, with the data in memory and without a DataLoader, which is slower."""
    total = 0.0
    for _ in range(epochs):
        order = torch.randperm(rows).to(device)
        total = 0.0
        for start in range(0, rows, work["batch"]):
            batch = order[start : start + work["batch"]]
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(features[batch]), targets[batch])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
    return total / rows


train(work["warmup"])
began = time.perf_counter()
last = train(work["epochs"])
elapsed = time.perf_counter() - began
values = {
    "time": 1000 * elapsed / work["epochs"],
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}
versions = {"PyTorch": torch.__version__, "Python": sys.version.split()[0]}
print(json.dumps({"values": values, "loss": last, "versions": versions}))
