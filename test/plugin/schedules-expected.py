"""Prints the numbers of schedules.test.ts, from PyTorch's schedulers and the Transformer paper's formula."""
import warnings
import torch

warnings.filterwarnings('ignore')
S = torch.optim.lr_scheduler


def rates(make, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
    schedule, found = make(optimizer), []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]['lr'])
        schedule.step()
    return found


def warm_up_cosine(o):
    # Linear from 0.1 to 0.4 in 4 steps, then a cosine of 8 steps to 0.04.
    line = S.LinearLR(o, start_factor=0.25, end_factor=1.0, total_iters=3)
    return S.SequentialLR(o, [line, S.CosineAnnealingLR(o, T_max=8, eta_min=0.04)], milestones=[4])


print('warmUpCosine', rates(warm_up_cosine, 12))
print('stepDecay', rates(lambda o: S.StepLR(o, step_size=3, gamma=0.1), 8))
print('inverseSquareRoot', [64 ** -0.5 * min(s ** -0.5, s * 25 ** -1.5) for s in (1, 10, 25, 26, 100, 400)])
