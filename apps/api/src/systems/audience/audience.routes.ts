import { type Route } from '../../http/route';
import { type SystemDeps } from '../../systems';
import { audienceRecordRoutes } from './audience-records.routes';
import { audienceUploadRoutes } from './audience-uploads.routes';
import { audienceViewRoutes } from './audience-views.routes';

/** `specs/audience.md`: four endpoints under /api/audience/batch-upload, and what PRODUCT §5 adds. */
export function audienceRoutes(deps: SystemDeps): Route[] {
  return [...audienceUploadRoutes(deps), ...audienceViewRoutes(deps), ...audienceRecordRoutes(deps)];
}
