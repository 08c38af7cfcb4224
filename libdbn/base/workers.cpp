#include "libdbn/base/workers.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "libdbn/base/blas.hpp"
#include "libdbn/base/errors.hpp"

namespace dbn {
namespace {

// True on a thread that is inside a task: a nested operation then runs serially instead of deadlocking.
thread_local bool inside_task = false;

constexpr int spins_before_blocking = 2000;

inline void pause_briefly() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

std::vector<std::string> sparse_products_names() { return {"auto", "never", "always"}; }

// One job is published at a time as a ticket {generation, tasks left}. A thread claims a task by counting the
// ticket down while the generation still matches, so a thread that wakes late finds nothing and the caller never
// waits for threads, only for tasks. While a claimed task runs the caller is still waiting, so `task` and `count`
// are those of the claimed generation.
struct Workers::Pool {
  std::vector<std::thread> threads;
  std::atomic<std::uint64_t> ticket{0};
  std::atomic<std::uint32_t> generation{0};
  std::atomic<Index> done{0};
  std::atomic<bool> stopping{false};
  const std::function<void(Index)>* task = nullptr;
  SparseProducts sparse_products = SparseProducts::automatic;
  std::atomic<Index> count{0};
  std::mutex failure_mutex;
  std::exception_ptr failure;

  static constexpr std::uint64_t generation_unit = std::uint64_t(1) << 32;

  bool claim(std::uint32_t wanted, Index& index) {
    std::uint64_t seen = ticket.load(std::memory_order_acquire);
    for (;;) {
      const Index left = static_cast<Index>(seen & 0xffffffffU);
      if (static_cast<std::uint32_t>(seen >> 32) != wanted || left == 0) return false;
      if (ticket.compare_exchange_weak(seen, seen - 1, std::memory_order_acq_rel)) {
        index = count.load(std::memory_order_relaxed) - left;
        return true;
      }
    }
  }

  void work(std::uint32_t wanted) {
    Index index = 0;
    while (claim(wanted, index)) {
      const bool outer = inside_task;
      inside_task = true;
      try {
        (*task)(index);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(failure_mutex);
        if (!failure) failure = std::current_exception();
      }
      inside_task = outer;
      const Index total = count.load(std::memory_order_relaxed);
      if (done.fetch_add(1, std::memory_order_acq_rel) + 1 == total) done.notify_all();
    }
  }

  void serve() {
    std::uint32_t seen = 0;
    for (;;) {
      for (int i = 0; i < spins_before_blocking && generation.load(std::memory_order_acquire) == seen; ++i)
        pause_briefly();
      generation.wait(seen, std::memory_order_acquire);
      seen = generation.load(std::memory_order_acquire);
      if (stopping.load(std::memory_order_acquire)) return;
      work(seen);
    }
  }
};

Workers::Workers(Index threads) : pool_(std::make_unique<Pool>()) {
  if (threads < 1) throw config_error("threads must be at least 1");
  use_one_blas_thread();
  // A BLAS built without threads keeps unguarded static buffers: two callers at once give wrong products.
  if (!blas_is_thread_safe()) threads = 1;
  for (Index i = 1; i < threads; ++i) pool_->threads.emplace_back([this] { pool_->serve(); });
}

Workers::~Workers() {
  pool_->stopping.store(true, std::memory_order_release);
  pool_->generation.fetch_add(1, std::memory_order_acq_rel);
  pool_->generation.notify_all();
  for (std::thread& thread : pool_->threads) thread.join();
}

void Workers::run(Index count, const std::function<void(Index)>& task) {
  if (count == 0) return;
  if (count == 1 || pool_->threads.empty() || inside_task) {
    for (Index i = 0; i < count; ++i) task(i);
    return;
  }
  Pool& pool = *pool_;
  pool.task = &task;
  pool.failure = nullptr;
  pool.done.store(0, std::memory_order_relaxed);
  pool.count.store(count, std::memory_order_relaxed);
  const std::uint32_t current = pool.generation.load(std::memory_order_relaxed) + 1;
  pool.ticket.store(current * Pool::generation_unit + count, std::memory_order_release);
  pool.generation.store(current, std::memory_order_release);
  pool.generation.notify_all();
  pool.work(current);
  for (Index seen = pool.done.load(std::memory_order_acquire); seen != count;
       seen = pool.done.load(std::memory_order_acquire)) {
    bool changed = false;
    for (int i = 0; i < spins_before_blocking && !changed; ++i) {
      pause_briefly();
      changed = pool.done.load(std::memory_order_acquire) != seen;
    }
    if (!changed) pool.done.wait(seen, std::memory_order_acquire);
  }
  if (pool.failure) std::rethrow_exception(pool.failure);
}

void Workers::run_pieces(Index total, Index grain, const std::function<void(Index, Index)>& piece) {
  const Index pieces = (total + grain - 1) / grain;
  run(pieces, [&](Index i) { piece(i * grain, std::min(grain, total - i * grain)); });
}

Index Workers::threads() const { return pool_->threads.size() + 1; }

SparseProducts Workers::sparse_products() const { return pool_->sparse_products; }

void Workers::set_sparse_products(SparseProducts products) { pool_->sparse_products = products; }

Workers& Workers::serial() {
  static Workers workers(1);
  return workers;
}

}  // namespace dbn
