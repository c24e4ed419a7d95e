const pending = new Set<() => void>();

/**
 * Runs `end` when this process exits in any way it can notice (the end, an uncaught error, process.exit),
 * unless it was called off before. One listener for all of them: Node warns of leaks beyond ten.
 * @returns calls it off
 */
export function atExit(end: () => void): () => void {
  if (pending.size === 0) process.on('exit', runAll);
  pending.add(end);
  return () => {
    pending.delete(end);
    if (pending.size === 0) process.off('exit', runAll);
  };
}

function runAll(): void {
  for (const end of pending) end();
}
