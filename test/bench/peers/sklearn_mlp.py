"""scikit-learn's side of the dense benchmarks: MLPClassifier with the same sizes, batch and optimizer."""
import json
import math
import resource
import sys
import time
import warnings

import sklearn
from sklearn.neural_network import MLPClassifier

from synthetic_data import synthetic_data

work = json.loads(sys.argv[1])
warnings.filterwarnings("ignore")
features, targets = synthetic_data(work["rows"], math.prod(work["shape"]), work["classes"])
hidden = [layer["units"] for layer in work["model"]["layers"][:-1]]
model = MLPClassifier(
    hidden,
    activation="relu",
    solver="adam",
    alpha=0,
    batch_size=work["batch"],
    learning_rate_init=work["optimizer"]["learningRate"],
    max_iter=max(1, work["warmup"]),
    n_iter_no_change=10**9,
    warm_start=True,
)
model.fit(features, targets)
model.set_params(max_iter=work["epochs"])
began = time.perf_counter()
model.fit(features, targets)
elapsed = time.perf_counter() - began
values = {
    "time": 1000 * elapsed / work["epochs"],
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}
versions = {"scikit-learn": sklearn.__version__, "Python": sys.version.split()[0]}
print(json.dumps({"values": values, "loss": model.loss_, "versions": versions}))
