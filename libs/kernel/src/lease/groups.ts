/** How statements about single jobs become one about many: what comes within one turn of the event loop goes together. */
export const groups = {
  // Nothing is remembered: each claim and each end is asked for once, and counts.
  cache: false,
  maxBatchSize: 100,
  batchScheduleFn: (send: () => void): void => void setImmediate(send),
} as const;
