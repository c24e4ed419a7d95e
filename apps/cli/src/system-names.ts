/** Systems, by the names of their queues. */
export const SYSTEM_NAMES = ['omr', 'revenue', 'migration', 'audience', 'content'] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];
