"""PyTorch's side of the table benchmarks: the same network, data and epochs; prints one measurement as JSON."""
import json
import math
import sys
import time

import torch

work = json.loads(sys.argv[1])
torch.set_num_threads(work["threads"])
torch.manual_seed(0)

rows, inputs, classes = work["rows"], work["inputs"], work["classes"]
features = torch.tensor(
    [
        [math.sin(row * 12.9898 + column * 78.233) + (row % classes) * math.cos(column) for column in range(inputs)]
        for row in range(rows)
    ],
    dtype=torch.float32,
)
targets = torch.tensor([row % classes for row in range(rows)])

sizes = [inputs, *work["hidden"]]
layers = []
for before, after in zip(sizes, sizes[1:]):
    layers += [torch.nn.Linear(before, after), torch.nn.ReLU()]
model = torch.nn.Sequential(*layers, torch.nn.Linear(sizes[-1], classes))
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
criterion = torch.nn.CrossEntropyLoss()


def train(epochs):
    """The loop of PyTorch's own tutorials, with the data in memory and without a DataLoader, which is slower."""
    total = 0.0
    for _ in range(epochs):
        order = torch.randperm(rows)
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
versions = {"PyTorch": torch.__version__, "Python": sys.version.split()[0]}
print(json.dumps({"value": 1000 * elapsed / work["epochs"], "loss": last, "versions": versions}))
