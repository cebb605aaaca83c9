#include "kernel.h"

namespace flywheel {

void RegisterAdam();
void RegisterLayerNorm();
void RegisterSoftmax();

void RegisterKernels() {
  static const bool once = [] {
    RegisterAdam();
    RegisterLayerNorm();
    RegisterSoftmax();
    return true;
  }();
  (void)once;
}

}  // namespace flywheel
