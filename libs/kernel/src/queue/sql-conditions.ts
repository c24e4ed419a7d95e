/** Of a row of `drains`: it holds work back now. */
export const IN_FORCE = '(until IS NULL OR until > now())';

/** Of a row of `workers`: it was heard of lately. */
export const IS_ALIVE = `seen_at > now() - interval '30 seconds'`;
