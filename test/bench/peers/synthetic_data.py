"""The rows that our side makes too: each class is a cloud around a point of its own."""
import numpy


def synthetic_data(rows, inputs, classes):
    """Features float32 [rows, inputs] and classes int64 [rows]."""
    row = numpy.arange(rows, dtype=numpy.float64)[:, None]
    column = numpy.arange(inputs, dtype=numpy.float64)[None, :]
    targets = numpy.arange(rows) % classes
    features = numpy.sin(row * 12.9898 + column * 78.233) + targets[:, None] * numpy.cos(column)
    return features.astype(numpy.float32), targets
