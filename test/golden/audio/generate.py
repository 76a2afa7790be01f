"""WAV files of every coding, and what libsndfile, SciPy and librosa make of them.

Run with Python 3.11, soundfile 0.14 (libsndfile 1.2.2), SciPy 1.17 and librosa 0.11: python generate.py
"""
import json
import pathlib

import librosa
import numpy as np
import scipy.signal
import soundfile

HERE = pathlib.Path(__file__).parent
FILES = HERE / "files"
FILES.mkdir(exist_ok=True)
random = np.random.RandomState(7)
golden = {}


def numbers(array):
    return np.asarray(array, np.float64).reshape(-1).tolist()


# A rising tone with noise, stereo: the right channel is another sound.
RATE = 8000
time = np.arange(1200) / RATE
left = 0.6 * np.sin(2 * np.pi * (200 * time + 9000 * time**2)) + 0.05 * random.randn(time.size)
right = 0.4 * np.sin(2 * np.pi * 700 * time) * np.linspace(1, 0, time.size)
stereo = np.stack([left, right], axis=1)

files = {}
for name, samples, form, coding in [
    ("pcm8", left, "WAV", "PCM_U8"),
    ("pcm16", left, "WAV", "PCM_16"),
    ("pcm24", left, "WAV", "PCM_24"),
    ("pcm32", left, "WAV", "PCM_32"),
    ("float32", left, "WAV", "FLOAT"),
    ("float64", left, "WAV", "DOUBLE"),
    ("ulaw", left, "WAV", "ULAW"),
    ("alaw", left, "WAV", "ALAW"),
    ("stereo16", stereo, "WAV", "PCM_16"),
    ("stereo24-extensible", stereo, "WAVEX", "PCM_24"),
    ("float32-extensible", stereo, "WAVEX", "FLOAT"),
    ("ulaw-extensible", left, "WAVEX", "ULAW"),
]:
    soundfile.write(FILES / f"{name}.wav", samples[:200], RATE, format=form, subtype=coding)
    # libsndfile notes the time of day in the files of floats.
    whole = bytearray((FILES / f"{name}.wav").read_bytes())
    if (at := whole.find(b"PEAK")) > 0:
        whole[at + 12 : at + 16] = bytes(4)
        (FILES / f"{name}.wav").write_bytes(whole)
    read, rate = soundfile.read(FILES / f"{name}.wav", dtype="float64", always_2d=True)
    files[name] = {"rate": rate, "channels": read.shape[1], "samples": numbers(read.mean(axis=1)), "peak": float(abs(read).max())}
# Every byte of the two logarithmic codes.
for name, coding in [("all-ulaw", "ULAW"), ("all-alaw", "ALAW")]:
    soundfile.write(FILES / f"{name}.wav", np.zeros(256), RATE, subtype=coding)
    whole = bytearray((FILES / f"{name}.wav").read_bytes())
    at = whole.index(b"data") + 8
    whole[at : at + 256] = bytes(range(256))
    (FILES / f"{name}.wav").write_bytes(whole)
    read, rate = soundfile.read(FILES / f"{name}.wav", dtype="float64")
    files[name] = {"rate": rate, "channels": 1, "samples": numbers(read), "peak": float(abs(read).max())}
golden["files"] = files

mono = left.astype(np.float32)
golden["mono"] = {"rate": RATE, "samples": numbers(mono)}

# Rates: up, down, ratios that are far from whole, and one that leaves a single sample.
golden["resampled"] = [
    {"from": a, "to": b, "count": n, "samples": numbers(scipy.signal.resample_poly(mono[:n].astype(np.float64), b, a))}
    for a, b, n in [
        (8000, 16000, 200),
        (48000, 16000, 400),
        (44100, 16000, 400),
        (11025, 8000, 300),
        (16000, 22050, 200),
        (8000, 8000, 50),
        (44100, 8000, 3),
    ]
]

golden["mel"] = [
    {
        **{"rate": rate, "fftSize": size, "bands": bands, "low": low, "high": high, "scale": scale, "norm": norm},
        "weights": numbers(
            librosa.filters.mel(
                sr=rate, n_fft=size, n_mels=bands, fmin=low, fmax=high, htk=scale == "htk",
                norm="slaney" if norm == "slaney" else None, dtype=np.float64,
            )
        ),
    }
    for rate, size, bands, low, high, scale, norm in [
        (8000, 256, 12, 0, 4000, "slaney", "slaney"),
        (16000, 512, 10, 80, 7600, "htk", "none"),
        (16000, 512, 10, 20, 8000, "slaney", "none"),
    ]
]

spectra = []
for options in [
    {"fftSize": 256, "window": 200, "hop": 80, "power": 2, "bands": 12, "low": 0, "high": 4000, "scale": "slaney", "norm": "slaney", "range": 80},
    {"fftSize": 256, "window": 256, "hop": 64, "power": 2, "bands": 10, "low": 60, "high": 3800, "scale": "htk", "norm": "none", "range": None},
    {"fftSize": 512, "window": 201, "hop": 80, "power": 1, "bands": 8, "low": 0, "high": 4000, "scale": "slaney", "norm": "none", "range": 20},
]:
    mel = librosa.feature.melspectrogram(
        y=mono.astype(np.float64), sr=RATE, n_fft=options["fftSize"], win_length=options["window"], hop_length=options["hop"],
        window="hann", center=True, pad_mode="constant", power=options["power"], n_mels=options["bands"], fmin=options["low"],
        fmax=options["high"], htk=options["scale"] == "htk", norm="slaney" if options["norm"] == "slaney" else None,
        dtype=np.float64,
    )
    decibels = librosa.power_to_db(mel if options["power"] == 2 else mel**2, ref=1.0, amin=1e-10, top_db=options["range"])
    entry = {**options, "mel": numbers(mel.T), "decibels": numbers(decibels.T)}
    if options["power"] == 2 and options["range"] == 80:
        coefficients = librosa.feature.mfcc(S=decibels, n_mfcc=7, dct_type=2, norm="ortho")
        entry["coefficients"] = numbers(coefficients.T)
        entry["delta"] = numbers(librosa.feature.delta(coefficients, width=9, order=1).T)
        entry["delta2"] = numbers(librosa.feature.delta(coefficients, width=9, order=2).T)
    spectra.append(entry)
golden["spectra"] = spectra

# Silence on both sides and in the middle.
quiet = np.concatenate([np.zeros(1111), left[:700], 1e-5 * random.randn(900), 0.2 * left[:300], np.zeros(777)]).astype(np.float32)
trims = []
for decibels in [20, 40, 60]:
    trimmed, (start, end) = librosa.effects.trim(quiet, top_db=decibels, frame_length=200, hop_length=80)
    trims.append({"decibels": decibels, "start": int(start), "end": int(end)})
loud = librosa.amplitude_to_db(librosa.feature.rms(y=quiet, frame_length=200, hop_length=80)[0], ref=np.max, top_db=None)
golden["trim"] = {"rate": RATE, "samples": numbers(quiet), "trims": trims, "silent": float((loud <= -60).mean())}

# The whole way of an experiment: six files in parts, stored at 16 kHz, trimmed, peak, 0.03 s, MFCC with deltas as a
# sequence, standardized by the four training files alone.
order = ["test/one/float32", "test/two/alaw", "train/one/pcm16", "train/one/stereo16", "train/two/pcm24", "train/two/ulaw"]
rows = []
for path in order:
    read, rate = soundfile.read(FILES / f"{path.split('/')[-1]}.wav", dtype="float64", always_2d=True)
    stored = scipy.signal.resample_poly(read.mean(axis=1).astype(np.float32).astype(np.float64), 16000, rate).astype(np.float32)
    trimmed, _ = librosa.effects.trim(stored, top_db=8, frame_length=400, hop_length=160)
    sound = np.concatenate([np.zeros(max(0, 480 - trimmed.size), np.float32), trimmed])[-480:].astype(np.float64)
    sound = (sound / abs(sound).max()).astype(np.float32).astype(np.float64)
    mel = librosa.feature.melspectrogram(
        y=sound, sr=16000, n_fft=256, win_length=160, hop_length=32, center=True, pad_mode="constant", n_mels=20, fmin=50,
        fmax=7000, dtype=np.float64,
    )
    static = librosa.feature.mfcc(S=librosa.power_to_db(mel, top_db=60), n_mfcc=6)
    rows.append(np.concatenate([static, librosa.feature.delta(static)]).T)
rows = np.stack(rows)
mean, deviation = rows[2:].mean(axis=(0, 1)), rows[2:].std(axis=(0, 1))
golden["prepared"] = {
    "shape": list(rows.shape[1:]),
    "mean": numbers(mean),
    "deviation": numbers(deviation),
    "values": numbers((rows - mean) / deviation),
}

(HERE / "golden.json").write_text(json.dumps(golden) + "\n")
