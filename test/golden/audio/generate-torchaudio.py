"""Log-mel spectrogram and MFCC by torchaudio, from the sound in golden.json.

Run with torchaudio 0.13.1 (Debian): /usr/bin/python3 test/golden/audio/generate-torchaudio.py
"""
import json
import pathlib

import torch
import torchaudio

HERE = pathlib.Path(__file__).parent
mono = json.loads((HERE / "golden.json").read_text())["mono"]
sound = torch.tensor(mono["samples"], dtype=torch.float64)
mel = {"n_fft": 256, "win_length": 200, "hop_length": 80, "n_mels": 12, "f_min": 20.0, "f_max": 4000.0}
settings = {**mel, "center": True, "pad_mode": "constant", "power": 2.0, "norm": None, "mel_scale": "htk"}
spectrogram = torchaudio.transforms.MelSpectrogram(sample_rate=mono["rate"], **settings).double()
cepstrum = torchaudio.transforms.MFCC(
    sample_rate=mono["rate"], n_mfcc=7, dct_type=2, norm="ortho", log_mels=False, melkwargs=settings
).double()
golden = {
    **{"fftSize": 256, "window": 200, "hop": 80, "bands": 12, "low": 20, "high": 4000, "scale": "htk", "norm": "none"},
    "mel": spectrogram(sound).T.reshape(-1).tolist(),
    "coefficients": cepstrum(sound).T.reshape(-1).tolist(),
}
(HERE / "torchaudio.json").write_text(json.dumps(golden) + "\n")
