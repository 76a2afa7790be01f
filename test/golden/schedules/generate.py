"""Learning rates by torch.optim.lr_scheduler, step by step: /usr/bin/python3 generate.py > golden.json (PyTorch 1.13)"""

import json
import warnings

import torch
from torch.optim import lr_scheduler

warnings.simplefilter("ignore")
RATE, STEPS_PER_EPOCH, EPOCHS = 0.4, 5, 40
TOTAL = STEPS_PER_EPOCH * EPOCHS


def optimizer(rate=RATE):
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)


def rates(make, every_epoch):
    """The rate of each step; the scheduler is stepped after every step, or after every epoch."""
    o = optimizer()
    scheduler = make(o)
    out = []
    for step in range(TOTAL):
        out.append(o.param_groups[0]["lr"])
        o.step()
        if not every_epoch:
            scheduler.step()
        elif (step + 1) % STEPS_PER_EPOCH == 0:
            scheduler.step()
    return out


def restarts(period, factor, minimum):
    o = optimizer()
    scheduler = lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=period, T_mult=factor, eta_min=minimum)
    out = []
    for step in range(TOTAL):
        scheduler.step(step // STEPS_PER_EPOCH + step % STEPS_PER_EPOCH / STEPS_PER_EPOCH)
        out.append(o.param_groups[0]["lr"])
    return out


def warm(o, steps, then, start=0.1):
    first = lr_scheduler.LinearLR(o, start_factor=start, total_iters=steps)
    return lr_scheduler.SequentialLR(o, [first, then(o)], milestones=[steps])


# A metric that falls, stands still, falls by too little, and jumps.
VALUES = [1 / (1 + epoch) if epoch < 6 else 1 / 6 - 1e-6 * epoch if epoch < 24 else 0.1 + 0.01 * (epoch % 5) for epoch in range(EPOCHS)]


def plateau(mode, values, **options):
    o = optimizer()
    scheduler = lr_scheduler.ReduceLROnPlateau(o, mode=mode, **options)
    out = []
    for value in values:
        out += [o.param_groups[0]["lr"]] * STEPS_PER_EPOCH
        scheduler.step(value)
    return out


cases = {
    "step": rates(lambda o: lr_scheduler.StepLR(o, step_size=7, gamma=0.3), True),
    "exponential": rates(lambda o: lr_scheduler.ExponentialLR(o, gamma=0.9), True),
    "cosine": rates(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=TOTAL, eta_min=0.01), False),
    "cosine restarts": restarts(6, 1, 0.0),
    "cosine growing restarts": restarts(3, 2, 0.02),
    "cosine warmed up": rates(
        lambda o: warm(o, 20, lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=TOTAL - 20)), False
    ),
    "constant warmed up": rates(lambda o: lr_scheduler.LinearLR(o, start_factor=0.25, total_iters=12), False),
    "oneCycle": rates(
        lambda o: lr_scheduler.OneCycleLR(o, max_lr=RATE, total_steps=TOTAL, cycle_momentum=False), False
    ),
    "oneCycle other": rates(
        lambda o: lr_scheduler.OneCycleLR(
            o, max_lr=RATE, total_steps=TOTAL, pct_start=0.45, div_factor=10, final_div_factor=50, cycle_momentum=False
        ),
        False,
    ),
    "plateau": plateau("min", VALUES, factor=0.5, patience=2),
    "plateau cooling": plateau("min", VALUES, factor=0.3, patience=1, cooldown=3, threshold=0.01, min_lr=0.02),
    "plateau higher": plateau("max", [1 - value for value in VALUES], factor=0.2, patience=3, threshold=0.05),
}
print(json.dumps({
    "torch": torch.__version__, "rate": RATE, "stepsPerEpoch": STEPS_PER_EPOCH, "epochs": EPOCHS, "values": VALUES,
    "cases": cases,
}))
