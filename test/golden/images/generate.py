"""Small images in many formats, arrays and archives, and what Pillow and NumPy read in them.

Run with Python 3, Pillow 9.4 and NumPy 1.24: /usr/bin/python3 test/golden/images/generate.py
"""
import io
import json
import pathlib
import zipfile

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).parent
FILES = HERE / "files"
FILES.mkdir(exist_ok=True)
random = np.random.RandomState(7)

# Smooth, so that lossy formats stay close: height 8, width 12.
y, x = np.mgrid[0:8, 0:12]
rgb = np.stack([20 * x, 30 * y, 255 - 10 * x - 12 * y], axis=-1).clip(0, 255).astype(np.uint8)
color = Image.fromarray(rgb)
grey = color.convert("L")
golden = {}


def keep(name, image, exact=True, **options):
    image.save(FILES / name, **options)
    with Image.open(FILES / name) as opened:
        opened.seek(0)
        read = opened.convert("RGB")
        golden[name] = {
            "exact": exact,
            "height": read.height,
            "width": read.width,
            "rgb": np.asarray(read).reshape(-1).tolist(),
            "grey": np.asarray(read.convert("L")).reshape(-1).tolist(),
        }


keep("color.png", color)
keep("grey.png", grey)
keep("palette.png", color.quantize(16))
keep("color.webp", color, lossless=True)
keep("color.tiff", color)
keep("color.jpg", color, exact=False, quality=95, subsampling=0)
keep("animated.gif", color.quantize(32), save_all=True, append_images=[grey.convert("P")] * 2)

# A telephone held upright: the pixels lie on their side and the tag says so.
exif = Image.Exif()
exif[0x0112] = 6
color.save(FILES / "turned.jpg", quality=95, subsampling=0, exif=exif)
upright = Image.open(FILES / "turned.jpg").convert("RGB").transpose(Image.Transpose.ROTATE_270)
golden["turned.jpg"] = {
    "exact": False,
    "height": upright.height,
    "width": upright.width,
    "rgb": np.asarray(upright).reshape(-1).tolist(),
    "grey": np.asarray(upright.convert("L")).reshape(-1).tolist(),
}

# 16 bits: the upper byte is what eight bits keep.
deep = (np.asarray(grey).astype(np.uint16) * 257)
Image.fromarray(deep).save(FILES / "deep.png")
golden["deep.png"] = {**golden["grey.png"], "exact": False}

color.convert("CMYK").save(FILES / "cmyk.jpg", quality=95)

# Half of the size, by Pillow's own filter of the same name.
half = color.resize((6, 4), Image.Resampling.LANCZOS)
golden["half"] = np.asarray(half).reshape(-1).tolist()

images = random.randint(0, 256, (6, 5, 4)).astype(np.uint8)
labels = np.array([3, 1, 3, 10, 1, 2], np.int64)
np.savez_compressed(FILES / "digits.npz", x_train=images[:4], y_train=labels[:4], x_test=images[4:], y_test=labels[4:])
np.save(FILES / "bytes.npy", images)
golden["arrays"] = {
    "images": images.reshape(-1).tolist(),
    "labels": [str(label) for label in labels],
    "mean": float((images / 255).mean()),
    "deviation": float((images / 255).std()),
}

# Python's own archive, with a wrapping folder, a stored file, a packed one and a name in Chinese.
with zipfile.ZipFile(FILES / "folders.zip", "w") as archive:
    for name, picture, packing in [
        ("pictures/cat/a.png", color, zipfile.ZIP_STORED),
        ("pictures/cat/猫 🐈.png", grey, zipfile.ZIP_DEFLATED),
        ("pictures/dog/b\nc.png", grey, zipfile.ZIP_DEFLATED),
        ("__MACOSX/pictures/cat/._a.png", grey, zipfile.ZIP_STORED),
    ]:
        data = io.BytesIO()
        picture.save(data, "png")
        archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data.getvalue(), packing)
    archive.writestr(zipfile.ZipInfo("pictures/empty/", (2026, 1, 1, 0, 0, 0)), b"")

(HERE / "golden.json").write_text(json.dumps(golden) + "\n")
