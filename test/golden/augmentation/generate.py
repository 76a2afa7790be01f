"""Writes golden.json: what torchvision makes of images, given the numbers that Athanor draws.

Run with what Debian 12 packages (python3-torch 1.13, python3-torchvision 0.14):
/usr/bin/python3 test/golden/augmentation/generate.py
The draws are made here a second time, by Philox4x32-10 (Salmon et al., 2011) as main/models/random/stream.ts says.
"""

import json
import pathlib

import torch
import torch.nn.functional as F
import torchvision
import torchvision.transforms.functional as V
from torchvision.transforms.functional import _get_inverse_affine_matrix
from torchvision.transforms.functional_tensor import _gen_affine_grid

MASK = 0xFFFFFFFF


def fnv(text, value):
    for character in text:
        value = ((value ^ ord(character)) * 0x01000193) & MASK
    return value


def philox(counter, key):
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        a, b = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (b >> 32) ^ c1 ^ k0, b & MASK, (a >> 32) ^ c3 ^ k1, a & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return [c0, c1, c2, c3]


class Stream:
    def __init__(self, seed, purpose, occasion):
        self.key = (seed, fnv(purpose, 0x811C9DC5))
        self.tail = (occasion, fnv(purpose, 0x2F0B4C47))
        self.words = []
        self.block = 0

    def uniform(self):
        if not self.words:
            self.words = philox((self.block, 0, *self.tail), self.key)
            self.block += 1
        return (self.words.pop(0) >> 8) * 2.0**-24


def augment(images, spec, seed, step):
    """images: float32 [batch, channels, height, width], from 0 to 255."""
    streams = {}

    def draw(kind):
        stream = streams.setdefault(kind, Stream(seed, f"augment/image/{kind}", step))
        return stream.uniform()

    def within(kind):
        return (2 * draw(kind) - 1) * spec[kind]

    height, width = images.shape[2:]
    padding = {"mirror": "reflection", "nearest": "border", "zero": "zeros"}[spec["outside"]]
    moves = any(spec.get(kind) for kind in ("flip", "shear", "zoom", "rotate", "shift"))
    results = []
    for image in images.split(1):
        flip = spec.get("flip")
        if flip in ("horizontal", "both") and draw("flip") < 0.5:
            image = V.hflip(image)
        if flip in ("vertical", "both") and draw("flip") < 0.5:
            image = V.vflip(image)
        shear = within("shear") if "shear" in spec else 0.0
        zoom = 1 + within("zoom") if "zoom" in spec else 1.0
        angle = within("rotate") if "rotate" in spec else 0.0
        shift = [within("shift") * width, within("shift") * height] if "shift" in spec else [0.0, 0.0]
        if moves:
            matrix = _get_inverse_affine_matrix([0.0, 0.0], angle, shift, zoom, [shear, 0.0])
            theta = torch.tensor(matrix, dtype=torch.float32).reshape(1, 2, 3)
            grid = _gen_affine_grid(theta, w=width, h=height, ow=width, oh=height)
            image = F.grid_sample(image, grid, mode="bilinear", padding_mode=padding, align_corners=False)
        image = image / 255
        if "brightness" in spec:
            image = V.adjust_brightness(image, 1 + within("brightness"))
        if "contrast" in spec:
            image = V.adjust_contrast(image, 1 + within("contrast"))
        if "saturation" in spec and image.shape[1] == 3:
            image = V.adjust_saturation(image, 1 + within("saturation"))
        results.append(image * 255)
    return torch.cat(results)


torch.manual_seed(22)
SPECS = [
    {"flip": "horizontal"},
    {"flip": "vertical"},
    {"flip": "both", "rotate": 25.0},
    {"rotate": 180.0},
    {"shear": 30.0},
    {"zoom": 0.5},
    {"shift": 0.4},
    {"brightness": 0.8},
    {"contrast": 0.9},
    {"saturation": 1.0},
    {
        "flip": "horizontal",
        "shear": 10.0,
        "zoom": 0.2,
        "rotate": 15.0,
        "shift": 0.1,
        "brightness": 0.3,
        "contrast": 0.3,
        "saturation": 0.5,
    },
]
cases = []
for number, spec in enumerate(SPECS):
    for outside, shape in [("mirror", (4, 3, 5, 8)), ("nearest", (4, 1, 7, 4)), ("zero", (4, 3, 6, 6))]:
        images = torch.randint(0, 256, shape).float()
        full = {**spec, "outside": outside}
        seed, step = 3 + number, 1000 * number
        result = augment(images, full, seed, step)
        cases.append(
            {
                "spec": full,
                "seed": seed,
                "step": step,
                "shape": list(images.permute(0, 2, 3, 1).shape),
                "images": [int(value) for value in images.permute(0, 2, 3, 1).flatten()],
                "result": [round(float(value), 4) for value in result.permute(0, 2, 3, 1).flatten()],
            }
        )

lines = ",\n".join("  " + json.dumps(entry) for entry in cases)
pathlib.Path(__file__).with_name("golden.json").write_text(
    '{\n"torch": "%s",\n"torchvision": "%s",\n"cases": [\n%s\n]\n}\n'
    % (torch.__version__, torchvision.__version__, lines)
)
print(f"{len(cases)} cases")
