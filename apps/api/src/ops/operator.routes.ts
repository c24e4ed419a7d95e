import { type Drains } from '@sluice/kernel/queue';
import { type Route } from '../http/route';
import { operatorDrainRoutes } from './operator-drains.routes';
import { operatorJobRoutes } from './operator-jobs.routes';
import { type OperatorStatusDeps, operatorStatusRoute } from './operator-status.route';
import { type RequeueDeps } from './requeue';

export interface OperatorDeps extends OperatorStatusDeps, RequeueDeps {
  drains: Drains;
}

/** How the fleet is and what is done about it, for operators. Ids and numbers alone: no tenant's data. */
export function operatorRoutes(deps: OperatorDeps): Route[] {
  return [operatorStatusRoute(deps), ...operatorJobRoutes(deps), ...operatorDrainRoutes(deps)];
}
