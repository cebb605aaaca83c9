#include <vector>

#include "kernel.h"
#include "parallel.h"

namespace flywheel {
namespace {

constexpr int64_t kParts = 16;

FLYWHEEL_CLONES void AddRelu(int64_t n, const float *x, const float *bias, float *y) {
  for (int64_t i = 0; i < n; i++) {
    const float sum = x[i] + bias[i];
    y[i] = sum < 0 ? 0 : sum;
  }
}

// x [..., n], bias [n] → relu(x + bias).
void BiasRelu(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  const auto shape = call.Shape(0);
  const Rows size = RowsOf(shape);
  const int64_t n = size.columns;
  if (!call.Need(call.Size(1) == n, "The bias needs the size of the last axis.")) return;
  const float *x = call.Input(0), *bias = call.Input(1);
  float *y = call.Output(0, shape);
  if (!call.ok()) return;
  ForParts(size.rows, kParts, size.rows * n, [&](int64_t, int64_t first, int64_t last) {
    for (int64_t row = first; row < last; row++) AddRelu(n, x + row * n, bias, y + row * n);
  });
}

// Columns that are summed at a time, in registers.
constexpr int64_t kBlock = 16;

FLYWHEEL_CLONES void AddRows(int64_t rows, int64_t n, const float *dy, float *sum) {
  int64_t column = 0;
  for (; column + kBlock <= n; column += kBlock) {
    float block[kBlock] = {0};
    for (int64_t row = 0; row < rows; row++)
      for (int64_t k = 0; k < kBlock; k++) block[k] += dy[row * n + column + k];
    for (int64_t k = 0; k < kBlock; k++) sum[column + k] = block[k];
  }
  for (int64_t row = 0; row < rows; row++)
    for (int64_t i = column; i < n; i++) sum[i] += dy[row * n + i];
}

FLYWHEEL_CLONES void ReluRows(int64_t rows, int64_t n, const float *dy, const float *y, float *dx, float *sum) {
  int64_t column = 0;
  for (; column + kBlock <= n; column += kBlock) {
    float block[kBlock] = {0};
    for (int64_t row = 0; row < rows; row++) {
      const int64_t at = row * n + column;
      for (int64_t k = 0; k < kBlock; k++) {
        const float kept = y[at + k] > 0 ? dy[at + k] : 0;
        dx[at + k] = kept;
        block[k] += kept;
      }
    }
    for (int64_t k = 0; k < kBlock; k++) sum[column + k] = block[k];
  }
  for (int64_t row = 0; row < rows; row++)
    for (int64_t at = row * n + column, i = column; i < n; i++, at++) {
      dx[at] = y[at] > 0 ? dy[at] : 0;
      sum[i] += dx[at];
    }
}

void AddParts(const std::vector<float> &sums, int64_t n, float *total) {
  for (int64_t i = 0; i < n; i++) total[i] = 0;
  for (int64_t part = 0; part < kParts; part++)
    for (int64_t i = 0; i < n; i++) total[i] += sums[part * n + i];
}

// dy [..., n] → the sum over all axes but the last, [n].
void BiasGradient(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  const Rows size = RowsOf(call.Shape(0));
  const int64_t n = size.columns;
  const float *dy = call.Input(0);
  float *total = call.Output(0, {n});
  if (!call.ok()) return;
  std::vector<float> sums(kParts * n, 0);
  ForParts(size.rows, kParts, size.rows * n, [&](int64_t part, int64_t first, int64_t last) { AddRows(last - first, n, dy + first * n, &sums[part * n]); });
  AddParts(sums, n, total);
}

// dy [..., n], y [..., n] = relu(…) → dx = dy where y > 0, and its sum over all axes but the last: what FlywheelBiasGrad
// gives for dx, to the last bit.
void ReluBiasGradient(void *, TF_OpKernelContext *context) {
  KernelCall call(context);
  const auto shape = call.Shape(0);
  const Rows size = RowsOf(shape);
  const int64_t n = size.columns;
  if (!call.Need(call.Size(1) == size.rows * n, "The gradient of relu needs dy and y of one size.")) return;
  const float *dy = call.Input(0), *y = call.Input(1);
  float *dx = call.Output(0, shape), *total = call.Output(1, {n});
  if (!call.ok()) return;
  std::vector<float> sums(kParts * n, 0);
  ForParts(size.rows, kParts, size.rows * n, [&](int64_t part, int64_t first, int64_t last) {
    ReluRows(last - first, n, dy + first * n, y + first * n, dx + first * n, &sums[part * n]);
  });
  AddParts(sums, n, total);
}

}  // namespace

void RegisterBias() {
  RegisterKernel("FlywheelBiasRelu", {"x", "bias"}, {"y"}, BiasRelu);
  RegisterKernel("FlywheelBiasGrad", {"dy"}, {"d_bias"}, BiasGradient);
  RegisterKernel("FlywheelReluBiasGrad", {"dy", "y"}, {"dx", "d_bias"}, ReluBiasGradient);
}

}  // namespace flywheel
