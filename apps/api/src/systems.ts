import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { type Admission, CancelNotices, JobControl, type Queues } from '@sluice/kernel/queue';
import { type GrowingFileStore } from '@sluice/kernel/storage';
import { AUDIENCE_QUEUE, AudienceUpload } from '@sluice/systems/audience';
import { Content, CONTENT_QUEUE, ContentBatch, ContentItem } from '@sluice/systems/content';
import { MIGRATION_QUEUE, MigrationJob } from '@sluice/systems/csv-migration';
import { OMR_QUEUE, OmrBatch, OmrFile, OmrSheet } from '@sluice/systems/omr';
import { REVENUE_QUEUE, RevenueBatch, RevenueFile } from '@sluice/systems/revenue';
import { type Redis } from 'ioredis';
import { type Route } from './http/route';
import { type Live } from './live';
import { audienceRoutes } from './systems/audience/audience.routes';
import { contentRoutes } from './systems/content/content.routes';
import { csvMigrationRoutes } from './systems/csv-migration/csv-migration.routes';
import { omrRoutes } from './systems/omr/omr.routes';
import { revenueRoutes } from './systems/revenue/revenue.routes';

/** Everything the API is made of; each part takes what it needs. */
export interface ApiDeps {
  config: Config;
  log: Log;
  db: Database;
  redis: Redis;
  store: GrowingFileStore;
  queues: Queues;
  admission: Admission;
  progress: ProgressBoard;
  live: Live;
}

/** What systems have besides. */
export interface SystemDeps extends ApiDeps {
  control: JobControl;
}

/** What the systems' services know by class. */
export const systemEntities = [
  OmrBatch,
  OmrFile,
  OmrSheet,
  RevenueBatch,
  RevenueFile,
  MigrationJob,
  AudienceUpload,
  Content,
  ContentBatch,
  ContentItem,
];

/** Every system's queue, for people who look at them. */
export const systemQueues = [OMR_QUEUE, REVENUE_QUEUE, MIGRATION_QUEUE, AUDIENCE_QUEUE, CONTENT_QUEUE];

/** Every system's routes. */
const systems: Record<string, (deps: SystemDeps) => Route[]> = {
  omr: omrRoutes,
  revenue: revenueRoutes,
  'csv-migration': csvMigrationRoutes,
  audience: audienceRoutes,
  content: contentRoutes,
};

export function systemRoutes(deps: ApiDeps): Route[] {
  const notices = new CancelNotices(deps.redis, deps.config.redisPrefix, deps.log);
  const systemDeps = { ...deps, control: new JobControl({ ...deps, notices }) };
  return Object.values(systems).flatMap((routes) => routes(systemDeps));
}
