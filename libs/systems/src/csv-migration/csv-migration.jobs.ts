import { defineJob } from '@sluice/kernel/queue';
import Joi from 'joi';

/** Stored data: in job rows, in Redis, in dashboards. Never renamed. */
export const MIGRATION_QUEUE = 'migration';

export interface MigrationPayload {
  jobId: string;
}

const payload = Joi.object<MigrationPayload>({ jobId: Joi.string().uuid().required() });

export const migrationJobs = {
  /** Judges every row as an import would and keeps what it finds; nothing goes in. */
  validate: defineJob<MigrationPayload>({ name: 'migration.validate', queue: MIGRATION_QUEUE, payload }),
  /** Judges every row and puts in those without errors. */
  import: defineJob<MigrationPayload>({ name: 'migration.import', queue: MIGRATION_QUEUE, payload }),
  /** Takes out again what an import put in, where nobody has changed or used it since. */
  rollback: defineJob<MigrationPayload>({ name: 'migration.rollback', queue: MIGRATION_QUEUE, payload }),
};
