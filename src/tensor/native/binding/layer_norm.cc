#include <cmath>
#include <vector>

#include "kernel.h"
#include "parallel.h"

namespace flywheel {
namespace {

constexpr int64_t kParts = 16;

FLYWHEEL_CLONES void NormalizeRow(int64_t n, const float *x, const float *scale, const float *offset, float mean, float inverse, float *y) {
  for (int64_t i = 0; i < n; i++) y[i] = (x[i] - mean) * inverse * scale[i] + offset[i];
}

FLYWHEEL_CLONES void SquaredDifference(int64_t n, const float *x, float mean, float *out) {
  for (int64_t i = 0; i < n; i++) out[i] = (x[i] - mean) * (x[i] - mean);
}

// x [..., n], scale [n], offset [n], epsilon → y, mean and inverse standard deviation of each row.
void LayerNorm(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  const auto shape = call.Shape(0);
  const Rows size = RowsOf(shape);
  const int64_t n = size.columns;
  if (!call.Need(!shape.empty() && call.Size(1) == n && call.Size(2) == n, "Layer normalization needs a scale and an offset of the size of the last axis.")) return;
  const float *x = call.Input(0), *scale = call.Input(1), *offset = call.Input(2);
  const float epsilon = call.Number(3);
  float *y = call.Output(0, shape), *mean = call.Output(1, {size.rows}), *inverse = call.Output(2, {size.rows});
  if (!call.ok()) return;
  ForParts(size.rows, kParts, size.rows * n, [&](int64_t, int64_t first, int64_t last) {
    std::vector<float> squares(n);
    for (int64_t row = first; row < last; row++) {
      const float *in = x + row * n;
      mean[row] = Sum(in, n) / n;
      SquaredDifference(n, in, mean[row], squares.data());
      inverse[row] = 1 / std::sqrt(Sum(squares.data(), n) / n + epsilon);
      NormalizeRow(n, in, scale, offset, mean[row], inverse[row], y + row * n);
    }
  });
}

// Of one row: normalized, dy · scale, and the sums that the scale's and the offset's gradients are made of.
FLYWHEEL_CLONES void PrepareRow(int64_t n, const float *dy, const float *x, const float *scale, float mean, float inverse, float *normal, float *scaled, float *product, float *d_scale, float *d_offset) {
  for (int64_t i = 0; i < n; i++) {
    normal[i] = (x[i] - mean) * inverse;
    scaled[i] = dy[i] * scale[i];
    product[i] = scaled[i] * normal[i];
    d_scale[i] += dy[i] * normal[i];
    d_offset[i] += dy[i];
  }
}

FLYWHEEL_CLONES void GradientRow(int64_t n, const float *normal, const float *scaled, float mean_scaled, float mean_product, float inverse, float *dx) {
  for (int64_t i = 0; i < n; i++) dx[i] = (scaled[i] - mean_scaled - normal[i] * mean_product) * inverse;
}

// dy [..., n], x [..., n], scale [n], mean [rows], inverse [rows] → dx, gradient of the scale, gradient of the offset.
void LayerNormGradient(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  const auto shape = call.Shape(0);
  const Rows size = RowsOf(shape);
  const int64_t n = size.columns;
  if (!call.Need(call.Size(1) == size.rows * n && call.Size(2) == n && call.Size(3) == size.rows && call.Size(4) == size.rows, "The gradient of layer normalization was given other sizes than its forward pass.")) return;
  const float *dy = call.Input(0), *x = call.Input(1), *scale = call.Input(2), *mean = call.Input(3), *inverse = call.Input(4);
  float *dx = call.Output(0, shape), *d_scale = call.Output(1, {n}), *d_offset = call.Output(2, {n});
  if (!call.ok()) return;
  std::vector<float> sums(2 * kParts * n, 0);
  ForParts(size.rows, kParts, size.rows * n, [&](int64_t part, int64_t first, int64_t last) {
    std::vector<float> normal(n), scaled(n), product(n);
    float *part_scale = &sums[2 * part * n], *part_offset = &sums[(2 * part + 1) * n];
    for (int64_t row = first; row < last; row++) {
      PrepareRow(n, dy + row * n, x + row * n, scale, mean[row], inverse[row], normal.data(), scaled.data(), product.data(), part_scale, part_offset);
      GradientRow(n, normal.data(), scaled.data(), Sum(scaled.data(), n) / n, Sum(product.data(), n) / n, inverse[row], dx + row * n);
    }
  });
  for (int64_t i = 0; i < n; i++) {
    d_scale[i] = d_offset[i] = 0;
    for (int64_t part = 0; part < kParts; part++) {
      d_scale[i] += sums[2 * part * n + i];
      d_offset[i] += sums[(2 * part + 1) * n + i];
    }
  }
}

}  // namespace

void RegisterLayerNorm() {
  RegisterKernel("FlywheelLayerNorm", {"x", "scale", "offset", "epsilon"}, {"y", "mean", "inverse"}, LayerNorm);
  RegisterKernel("FlywheelLayerNormGrad", {"dy", "x", "scale", "mean", "inverse"}, {"dx", "d_scale", "d_offset"}, LayerNormGradient);
}

}  // namespace flywheel
