import { type Route } from '../../http/route';
import { type SystemDeps } from '../../systems';
import { contentBatchRoutes } from './content-batches.routes';
import { contentOperationRoutes } from './content-operations.routes';
import { contentsRoutes } from './contents.routes';

/** `specs/content.md`, sharing /api/batches with another system, and what PRODUCT §4 adds. */
export function contentRoutes(deps: SystemDeps): Route[] {
  return [...contentOperationRoutes(deps), ...contentBatchRoutes(deps), ...contentsRoutes(deps)];
}
