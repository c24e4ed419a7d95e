import { type ValueTransformer } from 'typeorm';

/** Postgres gives bigint as text; sizes and counts of rows fit a number. */
export const asNumber: ValueTransformer = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
