"""
Numbers of PyTorch's own Transformer layers for layers.test.ts: `python layers.py > layers.json`.
Float64, so that what is written down is right to the last digit that float32 has.
"""
import json

import torch
from torch import nn

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)
SIZE, HEADS, WIDE, BATCH, LENGTH, SOURCE = 8, 2, 12, 2, 5, 4


def plain(tensor):
    if tensor.ndim > 0:
        return [plain(part) for part in tensor]
    return round(tensor.item(), 9)


def attention(name, module, weights, cross=False):
    kernel, bias = module.in_proj_weight, module.in_proj_bias
    if cross:
        weights[f'{name}/queries/kernel'], weights[f'{name}/queries/bias'] = kernel[:SIZE].T, bias[:SIZE]
        weights[f'{name}/keys_values/kernel'], weights[f'{name}/keys_values/bias'] = kernel[SIZE:].T, bias[SIZE:]
    else:
        weights[f'{name}/queries_keys_values/kernel'], weights[f'{name}/queries_keys_values/bias'] = kernel.T, bias
    weights[f'{name}/output/kernel'], weights[f'{name}/output/bias'] = module.out_proj.weight.T, module.out_proj.bias


def norm(name, module, weights):
    weights[f'{name}/scale'], weights[f'{name}/offset'] = module.weight, module.bias


def feed_forward(layer, weights):
    for name, module in [('widen', layer.linear1), ('narrow', layer.linear2)]:
        weights[f'feed_forward/{name}/kernel'], weights[f'feed_forward/{name}/bias'] = module.weight.T, module.bias


def encoder_weights(layer):
    weights = {}
    attention('attention', layer.self_attn, weights)
    norm('attention_norm', layer.norm1, weights)
    norm('feed_forward_norm', layer.norm2, weights)
    feed_forward(layer, weights)
    return weights


def decoder_weights(layer):
    weights = {}
    attention('attention', layer.self_attn, weights)
    attention('cross_attention', layer.multihead_attn, weights, cross=True)
    norm('attention_norm', layer.norm1, weights)
    norm('cross_attention_norm', layer.norm2, weights)
    norm('feed_forward_norm', layer.norm3, weights)
    feed_forward(layer, weights)
    return weights


def case(layer, weights_of, run, inputs):
    # Biases and norms of a fresh layer are zeros and ones, which would hide much.
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.4 + (1 if parameter.ndim == 1 else 0)).copy_(parameter.round(decimals=4))
    for tensor in inputs.values():
        tensor.requires_grad_()
    result = run(layer, **inputs)
    by = (torch.randn_like(result)).round(decimals=4)
    (result * by).sum().backward()
    weights = {name: plain(value) for name, value in weights_of(layer).items()}
    for parameter in layer.parameters():
        parameter.data = parameter.grad
    gradients = {name: plain(value) for name, value in weights_of(layer).items()}
    return {
        'inputs': {name: plain(value) for name, value in inputs.items()},
        'by': plain(by),
        'weights': weights,
        'result': plain(result),
        'gradients': {**{name: plain(value.grad) for name, value in inputs.items()}, **gradients},
    }


def rotary(x, start):
    """By complex numbers: pair i of place p times exp(j p / 10000^(2i / d))."""
    half = x.shape[-1] // 2
    turned = torch.complex(x[..., :half], x[..., half:])
    places = torch.arange(start, start + x.shape[-2]).double()
    angles = places[:, None] / 10000 ** (torch.arange(half).double() / half)
    turned = turned * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([turned.real, turned.imag], -1)


def sinusoidal(positions, size):
    angles = torch.tensor(positions).double()[:, None] * torch.exp(-torch.log(torch.tensor(10000.0)) * torch.arange(0, size, 2) / size)
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


x, memory = (torch.randn(BATCH, LENGTH, SIZE)).round(decimals=4), (torch.randn(BATCH, SOURCE, SIZE)).round(decimals=4)
padded = torch.tensor([[False] * 5, [False] * 3 + [True] * 2])
source_padded = torch.tensor([[False] * 4, [False] * 2 + [True] * 2])
causal = torch.triu(torch.full((LENGTH, LENGTH), float('-inf')), 1)
queries = torch.randn(1, 2, 3, 6).round(decimals=4)

encoder = nn.TransformerEncoderLayer(SIZE, HEADS, WIDE, dropout=0, activation='gelu', norm_first=True, batch_first=True)
decoder = nn.TransformerDecoderLayer(SIZE, HEADS, WIDE, dropout=0, activation='relu', norm_first=True, batch_first=True)
print(json.dumps({
    'encoder': case(encoder, encoder_weights, lambda layer, x: layer(x, src_key_padding_mask=padded), {'x': x.clone()}),
    'decoder': case(
        decoder,
        decoder_weights,
        lambda layer, x, memory: layer(x, memory, tgt_mask=causal, tgt_is_causal=True, memory_key_padding_mask=source_padded),
        {'x': x.clone(), 'memory': memory.clone()},
    ),
    'rotary': {'x': plain(queries), 'start': 900, 'result': plain(rotary(queries, 900))},
    'sinusoidal': {'positions': [0, 1, 2, 40, 511], 'size': 6, 'result': plain(sinusoidal([0, 1, 2, 40, 511], 6))},
}, separators=(',', ':')))
