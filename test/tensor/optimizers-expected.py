"""Prints the numbers of optimizers-expected.ts: PyTorch 2's optimizers in float64 on the problem of optimizers.test.ts.

(w0 - 3)^2 + 10 (w1 + 1)^2 from (1, 2), the rate 0.1 / (t + 1), five steps. Run: python optimizers-expected.py
"""
import json
import torch

O = torch.optim


def weights(make, clip=None, average=None):
    w = [torch.tensor([1.0], dtype=torch.float64, requires_grad=True), torch.tensor([[2.0]], dtype=torch.float64, requires_grad=True)]
    optimizer = make(w)
    schedule = O.lr_scheduler.LambdaLR(optimizer, lambda t: 1 / (t + 1))
    mean = [p.detach().clone() for p in w]
    for t in range(5):
        optimizer.zero_grad()
        ((w[0] - 3) ** 2).sum().add(10 * ((w[1] + 1) ** 2).sum()).backward()
        if clip is not None:
            # torch divides by the norm + 1e-6.
            norm = torch.sqrt(sum((p.grad ** 2).sum() for p in w))
            for p in w:
                p.grad *= clip / torch.clamp(norm, min=clip)
        optimizer.step()
        schedule.step()
        if average is not None:
            d = min(average, (1 + t) / (10 + t))
            mean = [d * m + (1 - d) * p.detach() for m, p in zip(mean, w)]
    return [p.item() for p in (w if average is None else mean)]


print(json.dumps({
    'ADAM': weights(lambda w: O.Adam(w, lr=0.1)),
    'ADAM betas, epsilon': weights(lambda w: O.Adam(w, lr=0.1, betas=(0.5, 0.9), eps=1e-3)),
    'ADAM without a first moment': weights(lambda w: O.Adam(w, lr=0.1, betas=(0.0, 0.9))),
    'ADAMW': weights(lambda w: O.AdamW(w, lr=0.1, weight_decay=0.05)),
    'ADAMW default decay': weights(lambda w: O.AdamW(w, lr=0.1)),
    'SGD': weights(lambda w: O.SGD(w, lr=0.1, momentum=0.9)),
    'SGD plain': weights(lambda w: O.SGD(w, lr=0.1)),
    'RMSPROP': weights(lambda w: O.RMSprop(w, lr=0.1)),
    'RMSPROP decay, epsilon': weights(lambda w: O.RMSprop(w, lr=0.1, alpha=0.8, eps=1e-2)),
    'SGD clipped': weights(lambda w: O.SGD(w, lr=0.1, momentum=0.9), clip=5.0),
    'ADAM clipped': weights(lambda w: O.Adam(w, lr=0.1), clip=0.5),
    'average of SGD': weights(lambda w: O.SGD(w, lr=0.1, momentum=0.9), average=0.2),
    'average of ADAMW': weights(lambda w: O.AdamW(w, lr=0.1, weight_decay=0.05), average=0.999),
}, indent=2))
