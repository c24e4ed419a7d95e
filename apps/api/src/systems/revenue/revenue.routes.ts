import { type Route } from '../../http/route';
import { type SystemDeps } from '../../systems';
import { revenueBatchRoutes } from './revenue-batches.routes';
import { revenueFileRoutes } from './revenue-files.routes';
import { revenueReportRoutes } from './revenue-reports.routes';
import { revenueUploadRoutes } from './revenue-uploads.routes';

/** `specs/revenue.md`: everything under /api/revenue, and what PRODUCT §6 adds. */
export function revenueRoutes(deps: SystemDeps): Route[] {
  return [
    ...revenueUploadRoutes(deps),
    ...revenueBatchRoutes(deps),
    ...revenueFileRoutes(deps),
    ...revenueReportRoutes(deps),
  ];
}
