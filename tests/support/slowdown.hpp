// How much longer a test may take where the compiler checks every access.
#pragma once

namespace dbn::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr int slowdown = 6;
#else
inline constexpr int slowdown = 1;
#endif

}  // namespace dbn::test
