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

(HERE / "golden.json").write_text(json.dumps(golden) + "\n")
