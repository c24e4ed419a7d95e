import type Joi from 'joi';
import { type Actor } from '../auth';
import {
  type Access,
  defineRoute,
  type Route,
  type RouteResponse,
  type SharedPath,
  sharedPathOf,
} from './route';

/** What a system brings to have its batches cancelled and retried. */
export interface BatchMoves<Params> extends SharedPath<Params> {
  /** Of one batch: `/api/batches/:id`. */
  path: string;
  access: Exclude<Access, 'public' | 'optional'>;
  params: Joi.ObjectSchema<Params>;
  /** Stops the work; answers what was not done. The same answer again when it was cancelled before. */
  cancel(actor: Actor, params: Params): Promise<object>;
  cancelAnswer: Joi.Schema;
  /** Starts again what failed. */
  retry(actor: Actor, params: Params): Promise<object>;
  retryAnswer: Joi.Schema;
}

const refused: RouteResponse = { description: 'Not in the state that it is in' };

/** `POST …/:id/cancel` and `POST …/:id/retry`, the same in every system. */
export function batchMoveRoutes<Params>(moves: BatchMoves<Params>): Route[] {
  const { path, access, params } = moves;
  const shared = sharedPathOf(moves);
  return [
    defineRoute({
      method: 'post',
      path: `${path}/cancel`,
      summary: 'Stop the work within a moment; what is done is kept',
      access,
      params,
      ...shared,
      responses: { 200: { description: 'Stopped', schema: moves.cancelAnswer }, 409: refused },
      handler: async (request) => ({ status: 200, json: await moves.cancel(request.actor, request.params) }),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/retry`,
      summary: 'Do again what failed or was not done, and only that',
      access,
      params,
      ...shared,
      responses: { 202: { description: 'Accepted', schema: moves.retryAnswer }, 409: refused },
      handler: async (request) => ({ status: 202, json: await moves.retry(request.actor, request.params) }),
    }),
  ];
}
