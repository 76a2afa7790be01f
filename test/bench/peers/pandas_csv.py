"""pandas' side of the import benchmark: the same file into a DataFrame, and nothing else."""
import json
import resource
import sys
import time

import pandas

work = json.loads(sys.argv[1])
began = time.perf_counter()
table = pandas.read_csv(work["file"])
elapsed = time.perf_counter() - began
assert len(table.columns) == 20
values = {"time": elapsed, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
versions = {"pandas": pandas.__version__, "Python": sys.version.split()[0]}
print(json.dumps({"values": values, "loss": 0, "versions": versions}))
