/** More threads than this slow a small model down: they wait for one another. */
const MAX_THREADS = 8;

/**
 * How long a thread that waits for work asks for it before it sleeps. By itself the runtime asks for so long that, where others want the
 * processor too, the threads of a model hold one another up: 30 is up to twice as fast then, and as fast where nobody else does.
 */
export const SPIN_MICROSECONDS = 30;

/** Up to this many logical processors are taken to be physical ones, as on small and virtual machines. */
const SMALL_MACHINE = 4;

/**
 * Threads for one matrix product.
 * @param logical logical processors; two share the arithmetic units of one core, so a second thread there gains nothing
 */
export function threadsFor(logical: number): number {
  const physical = logical <= SMALL_MACHINE ? logical : Math.ceil(logical / 2);
  return Math.max(1, Math.min(MAX_THREADS, physical));
}
