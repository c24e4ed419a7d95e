import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { type Admission, CancelNotices, JobControl, type Queues } from '@sluice/kernel/queue';
import { type RedisClient } from '@sluice/kernel/redis';
import { type GrowingFileStore } from '@sluice/kernel/storage';
import { AUDIENCE_QUEUE, AudienceUpload } from '@sluice/systems/audience';
import { Content, CONTENT_QUEUE, ContentBatch, ContentItem } from '@sluice/systems/content';
import { MIGRATION_QUEUE, MigrationJob } from '@sluice/systems/csv-migration';
import { OMR_QUEUE, OmrBatch, OmrFile, OmrSheet } from '@sluice/systems/omr';
import { REVENUE_QUEUE, RevenueBatch, RevenueFile } from '@sluice/systems/revenue';
import { type OperatorRetry } from './http/operator-retry';
import { type OverviewSource } from './http/overview-source';
import { type Route } from './http/route';
import { type Live } from './live';
import { audienceOperatorRetry } from './systems/audience/audience.operator-retry';
import { audienceOverview } from './systems/audience/audience.overview';
import { audienceRoutes } from './systems/audience/audience.routes';
import { contentOperatorRetry } from './systems/content/content.operator-retry';
import { contentOverview } from './systems/content/content.overview';
import { contentRoutes } from './systems/content/content.routes';
import { migrationOperatorRetry } from './systems/csv-migration/csv-migration.operator-retry';
import { migrationOverview } from './systems/csv-migration/csv-migration.overview';
import { csvMigrationRoutes } from './systems/csv-migration/csv-migration.routes';
import { omrOperatorRetry } from './systems/omr/omr.operator-retry';
import { omrOverview } from './systems/omr/omr.overview';
import { omrRoutes } from './systems/omr/omr.routes';
import { revenueOperatorRetry } from './systems/revenue/revenue.operator-retry';
import { revenueOverview } from './systems/revenue/revenue.overview';
import { revenueRoutes } from './systems/revenue/revenue.routes';

/** Everything the API is made of; each part takes what it needs. */
export interface ApiDeps {
  config: Config;
  log: Log;
  db: Database;
  redis: RedisClient;
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

interface System {
  routes(deps: SystemDeps): Route[];
  operatorRetry(deps: SystemDeps): OperatorRetry;
  /** Its part of the list over all systems. */
  overview: OverviewSource[];
}

/** What every system brings. */
const systems: Record<string, System> = {
  omr: { routes: omrRoutes, operatorRetry: omrOperatorRetry, overview: omrOverview },
  revenue: { routes: revenueRoutes, operatorRetry: revenueOperatorRetry, overview: revenueOverview },
  'csv-migration': {
    routes: csvMigrationRoutes,
    operatorRetry: migrationOperatorRetry,
    overview: migrationOverview,
  },
  audience: { routes: audienceRoutes, operatorRetry: audienceOperatorRetry, overview: audienceOverview },
  content: { routes: contentRoutes, operatorRetry: contentOperatorRetry, overview: contentOverview },
};

export interface ConnectedSystems {
  control: JobControl;
  routes: Route[];
  retries: OperatorRetry[];
  overview: OverviewSource[];
}

export function connectSystems(deps: ApiDeps): ConnectedSystems {
  const notices = new CancelNotices(deps.redis, deps.config.redisPrefix, deps.log);
  const control = new JobControl({ ...deps, notices });
  const systemDeps = { ...deps, control };
  return {
    control,
    routes: Object.values(systems).flatMap(({ routes }) => routes(systemDeps)),
    retries: Object.values(systems).map(({ operatorRetry }) => operatorRetry(systemDeps)),
    overview: Object.values(systems).flatMap(({ overview }) => overview),
  };
}
