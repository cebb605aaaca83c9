#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace flywheel {

// Floats below which a second thread costs more than it saves (starting one takes some 30 µs).
constexpr int64_t kWorthAThread = 1 << 17;

// Calls work(first, last) for `parts` even parts of 0 to n, on as many threads as pay off. The parts depend on n and
// `parts` alone, so that sums made part by part come out the same on every machine.
template <typename Work>
void ForParts(int64_t n, int64_t parts, int64_t floats, const Work &work) {
  std::atomic<int64_t> next{0};
  auto run = [&] {
    for (int64_t part = next++; part < parts; part = next++) work(part, n * part / parts, n * (part + 1) / parts);
  };
  const int64_t cores = std::max<int64_t>(1, std::thread::hardware_concurrency());
  const int64_t threads = std::min<int64_t>({cores, parts, 1 + floats / kWorthAThread});
  std::vector<std::thread> others;
  for (int64_t k = 1; k < threads; k++) others.emplace_back(run);
  run();
  for (auto &other : others) other.join();
}

}  // namespace flywheel
