/** How much of it is behind, 0 to 100; nothing while it is not known how much there is. */
export function percentOf({ done, failed, total }: { done: number; failed: number; total: number | null }) {
  return total === null || total === 0 ? 0 : Math.min(100, ((done + failed) / total) * 100);
}
