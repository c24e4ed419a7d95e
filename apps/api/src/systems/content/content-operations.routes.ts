import { CONTENT_QUEUE, type OperationType } from '@sluice/systems/content';
import type Joi from 'joi';
import { type Actor } from '../../auth';
import {
  ANYONE_SIGNED_IN,
  defineRoute,
  type Reply,
  type Route,
  type RouteContext,
  type RouteResponse,
} from '../../http/route';
import { RETRY_AFTER_SECONDS } from '../../http/waiting';
import { type SystemDeps } from '../../systems';
import { endedAnswer, madeAnswer } from './content.answers';
import { contentStates } from './content.batches';
import { ContentOperations, type MadeOperation, type NewOperation, type OnMade } from './content.operations';
import { presentMade } from './content.presenter';
import {
  type BatchParams,
  batchParams,
  metadataBody,
  type OperationBody,
  priceBody,
  removalBody,
} from './content.schemas';

const responses: Record<number, RouteResponse> = {
  200: { description: 'Ended while the client waited (Prefer: wait)', schema: endedAnswer },
  202: { description: 'Accepted; poll the batch', schema: madeAnswer },
};

/** What makes batches. Each answers at once, and waits for the end when the client prefers that. */
export function contentOperationRoutes(deps: SystemDeps): Route[] {
  const operations = new ContentOperations(deps);
  const load = contentStates(deps.db);

  async function answer(
    type: OperationType,
    { headers, hangUp, keepAnswer }: RouteContext<Actor, unknown, unknown, unknown>,
    make: (onMade: OnMade) => Promise<MadeOperation>,
  ): Promise<Reply> {
    const made = await make((sql, one) => keepAnswer(sql, accepted(type, one)));
    const { end, headers: applied } = await deps.live.waiting.wait({
      subjectId: made.id,
      load,
      queue: CONTENT_QUEUE,
      prefer: headers.prefer,
      defaultSeconds: 0,
      signal: hangUp(),
    });
    const reply = end
      ? { status: 200, headers: placeOf(made), json: presentMade(type, made, end) }
      : accepted(type, made);
    return { ...reply, headers: { ...reply.headers, ...applied } };
  }

  function operationRoute<Body extends OperationBody>(
    path: string,
    summary: string,
    type: NewOperation['type'],
    body: Joi.ObjectSchema<Body>,
    parametersOf: (body: Body) => NewOperation['parameters'],
  ): Route {
    return defineRoute({
      method: 'post',
      path: `/api/batches/${path}`,
      summary,
      access: ANYONE_SIGNED_IN,
      body,
      idempotent: true,
      responses,
      handler(context: RouteContext<Actor, unknown, unknown, Body>) {
        const { creator, contentIds } = context.body;
        const operation = { type, creator, contentIds, parameters: parametersOf(context.body) };
        return answer(type, context, (onMade) => operations.create(context.actor, operation, onMade));
      },
    });
  }

  return [
    operationRoute(
      'batch-update-price',
      'Set the price of up to 100 contents',
      'update-price',
      priceBody,
      ({ newPrice }) => ({ newPrice }),
    ),
    operationRoute('batch-remove', 'Remove up to 100 contents', 'remove', removalBody, ({ removalReason }) =>
      removalReason ? { removalReason } : {},
    ),
    operationRoute(
      'batch-update-metadata',
      'Change metadata of up to 100 contents',
      'update-metadata',
      metadataBody,
      ({ updates }) => ({ updates }),
    ),
    defineRoute({
      method: 'post',
      path: '/api/batches/:id/revert',
      summary: 'Put back what a batch changed, but for contents that were changed since',
      access: ANYONE_SIGNED_IN,
      params: batchParams,
      idempotent: true,
      responses: { ...responses, 409: { description: 'It has not ended, or changed nothing' } },
      handler(context: RouteContext<Actor, BatchParams, unknown, unknown>) {
        const { actor, params } = context;
        return answer('revert', context, (onMade) => operations.revert(actor, params.id, onMade));
      },
    }),
  ];
}

function accepted(type: OperationType, made: MadeOperation): Reply {
  return {
    status: 202,
    headers: { ...placeOf(made), 'Retry-After': String(RETRY_AFTER_SECONDS) },
    json: presentMade(type, made),
  };
}

function placeOf({ id }: MadeOperation): Record<string, string> {
  return { Location: `/api/batches/${id}` };
}
