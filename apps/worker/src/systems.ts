import { type Config } from '@sluice/kernel/config';
import { type Database } from '@sluice/kernel/db';
import { type EventFeed, type NoticeFeed } from '@sluice/kernel/events';
import { type Log } from '@sluice/kernel/log';
import { type ProgressBoard } from '@sluice/kernel/progress';
import { type FileStore } from '@sluice/kernel/storage';
import { AudienceUpload } from '@sluice/systems/audience';
import { Content, ContentBatch, ContentItem } from '@sluice/systems/content';
import { MigrationJob } from '@sluice/systems/csv-migration';
import { OmrBatch, OmrFile, OmrSheet } from '@sluice/systems/omr';
import { RevenueBatch, RevenueFile } from '@sluice/systems/revenue';
import { type WorkerSystem } from './job-handler';
import { audienceSystem } from './systems/audience';
import { contentSystem } from './systems/content';
import { migrationSystem } from './systems/csv-migration';
import { omrSystem } from './systems/omr';
import { revenueSystem } from './systems/revenue';

/** What a system's handlers may need; each takes what it does. */
export interface SystemDeps {
  config: Config;
  db: Database;
  store: FileStore;
  log: Log;
  notices: NoticeFeed;
  progress: ProgressBoard;
  events: EventFeed;
}

/** What the systems' queries know by class. */
export const entities = [
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

/** Every system whose jobs this program can run. */
const systems: Record<string, (deps: SystemDeps) => WorkerSystem> = {
  omr: omrSystem,
  revenue: revenueSystem,
  migration: migrationSystem,
  audience: audienceSystem,
  content: contentSystem,
};

/**
 * The systems that `WORKER_SYSTEMS` names, all of them by default.
 * @throws Error naming the systems there are when one is unknown
 */
export function createSystems(deps: SystemDeps): WorkerSystem[] {
  const names = deps.config.workerSystems ?? Object.keys(systems);
  return names.map((name) => {
    const create = systems[name];
    if (!create) {
      throw new Error(
        `WORKER_SYSTEMS: there is no system ${name}; there are ${Object.keys(systems).join(', ')}`,
      );
    }
    return create(deps);
  });
}
