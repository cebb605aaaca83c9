"""Writes translation.json beside it: label-smoothed cross-entropy of tied embeddings and its gradients by PyTorch. Run: python translation.py (torch)."""
import json
import pathlib
import torch
import torch.nn.functional as F

torch.manual_seed(3)


def case(places, vocabulary, size, smoothing, scale):
    hidden = (scale * torch.randn(places, size)).round(decimals=3).requires_grad_()
    embeddings = torch.randn(vocabulary, size).round(decimals=3).requires_grad_()
    targets = torch.randint(0, vocabulary, (places,))
    weights = (torch.rand(places) > 0.3).float()
    losses = F.cross_entropy(hidden @ embeddings.T, targets, label_smoothing=smoothing, reduction='none')
    loss = (losses * weights).sum() / weights.sum()
    loss.backward()
    return {'hidden': hidden.tolist(), 'embeddings': embeddings.tolist(), 'targets': targets.tolist(), 'weights': weights.tolist(), 'smoothing': smoothing,
            'loss': loss.item(), 'of_hidden': hidden.grad.tolist(), 'of_embeddings': embeddings.grad.tolist()}


cases = [case(6, 9, 4, 0.1, 1), case(5, 12, 3, 0.0, 1), case(7, 5, 4, 0.3, 4)]
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps(cases) + '\n')
