import { batchMoveRoutes } from '../../http/batch-moves';
import { skipHeaders } from '../../http/paging';
import { ANYONE_SIGNED_IN, defineRoute, type Route } from '../../http/route';
import { eventsRoute } from '../../live';
import { reportRoute } from '../../report';
import { type SystemDeps } from '../../systems';
import { claimBatches } from './content.access';
import { batchAnswer, batchesAnswer, cancelAnswer, progressAnswer, retryAnswer } from './content.answers';
import { ContentBatches, contentStates } from './content.batches';
import { ContentMoves } from './content.moves';
import { presentBatch, presentCancelled, presentListedBatch, presentRetried } from './content.presenter';
import { contentReport } from './content.report';
import { batchesQuery, batchParams, creatorParams } from './content.schemas';

/** Batches: looked at and listened to by everyone, moved by their creators. */
export function contentBatchRoutes(deps: SystemDeps): Route[] {
  const batches = new ContentBatches(deps);
  const moves = new ContentMoves(deps);
  // Another system has batches at these paths as well; what is not claimed here is its own.
  const shared = { claims: claimBatches(deps.db), envelope: 'content' } as const;
  const one = {
    method: 'get',
    summary: 'A batch with what became of each content so far',
    access: 'optional',
    params: batchParams,
    responses: { 200: { description: 'The batch', schema: batchAnswer } },
    handler: async ({ params }: { params: { id: string } }) => ({
      status: 200,
      json: presentBatch(await batches.one(params.id)),
    }),
  } as const;
  return [
    listRoute(batches),
    defineRoute({ ...one, path: '/api/batches/:id' }),
    defineRoute({ ...one, path: '/api/batches/:id/status', ...shared }),
    defineRoute({
      method: 'get',
      path: '/api/batches/:id/progress',
      summary: 'How far a batch of contents is; cheap, made for polling',
      access: 'optional',
      params: batchParams,
      ...shared,
      responses: { 200: { description: 'Progress', schema: progressAnswer } },
      handler: async ({ params }) => ({ status: 200, text: await batches.progressJson(params.id) }),
    }),
    eventsRoute(
      {
        path: '/api/batches/:id/events',
        access: 'optional',
        params: batchParams,
        ...shared,
        find: (_actor, { id }) => batches.state(id),
        load: contentStates(deps.db),
      },
      deps.live,
    ),
    reportRoute({
      path: '/api/batches/:id',
      access: 'optional',
      params: batchParams,
      ...shared,
      make: (_actor, { id }) => contentReport(deps.db, id),
    }),
    ...batchMoveRoutes({
      path: '/api/batches/:id',
      access: ANYONE_SIGNED_IN,
      params: batchParams,
      ...shared,
      cancel: async (actor, { id }) => presentCancelled(await moves.cancel(actor, id)),
      cancelAnswer,
      retry: async (actor, { id }) => presentRetried(await moves.retry(actor, id)),
      retryAnswer,
    }),
  ];
}

function listRoute(batches: ContentBatches): Route {
  return defineRoute({
    method: 'get',
    path: '/api/batches/creator/:creator',
    summary: 'Batches of a creator, newest first',
    access: 'optional',
    params: creatorParams,
    query: batchesQuery,
    responses: { 200: { description: 'A page of batches', schema: batchesAnswer } },
    async handler({ params: { creator }, query }) {
      const { total, batches: page } = await batches.ofCreator(creator, query);
      return {
        status: 200,
        headers: skipHeaders(`/api/batches/creator/${encodeURIComponent(creator)}`, query, total),
        json: page.map(presentListedBatch),
      };
    },
  });
}
