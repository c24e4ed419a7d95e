import { type Route } from '../../http/route';
import { type SystemDeps } from '../../systems';
import { migrationFileRoutes } from './csv-migration-files.routes';
import { migrationJobRoutes } from './csv-migration-jobs.routes';
import { migrationMoveRoutes } from './csv-migration-moves.routes';
import { migrationUploadRoutes } from './csv-migration-uploads.routes';
import { recordRoutes } from './records.routes';

/** `specs/migration.md` under /api/v1/onboarding/migration, what PRODUCT §7 adds, and what was imported. */
export function csvMigrationRoutes(deps: SystemDeps): Route[] {
  return [
    ...migrationUploadRoutes(deps),
    ...migrationJobRoutes(deps),
    ...migrationMoveRoutes(deps),
    ...migrationFileRoutes(deps),
    ...recordRoutes(deps),
  ];
}
