import { type SubjectLoader, type SubjectState } from '@sluice/kernel/events';
import Joi from 'joi';
import {
  type Access,
  type ActorFor,
  defineRoute,
  type Route,
  type SharedPath,
  sharedPathOf,
} from '../http/route';
import { type Live } from './live';

/** What a system brings to have its batches, uploads or jobs listened to. */
export interface EventsOptions<Params, A extends Exclude<Access, 'public'>> extends SharedPath<Params> {
  /** `/api/batches/:id/events`. */
  path: string;
  access: A;
  params: Joi.ObjectSchema<Params>;
  /** The present state. @throws AppError for those who may not see it */
  find(actor: ActorFor<A>, params: Params): Promise<SubjectState>;
  /** The same of many, without asking who wants to know; always the same function. */
  load: SubjectLoader;
}

interface EventsQuery {
  access_token?: string;
}

const query = Joi.object<EventsQuery>({
  access_token: Joi.string()
    .max(8192)
    .description('The access token, for a browser’s EventSource, which can’t send an Authorization header'),
});

const stream = Joi.string().description(
  'Events `status`, `progress`, `item` and `done`, each with JSON: id, status, processed, failed, total, ' +
    'progress_percentage; of an `item` also item',
);

/** `GET …/:id/events`, the same in every system: Server-Sent Events until the subject has ended. */
export function eventsRoute<Params extends { id: string }, const A extends Exclude<Access, 'public'>>(
  options: EventsOptions<Params, A>,
  live: Live,
): Route {
  const { path, access, params, find, load } = options;
  return defineRoute({
    method: 'get',
    path,
    summary: 'Listen to its progress (Server-Sent Events); resumes by Last-Event-ID',
    access,
    tokenInQuery: true,
    params,
    ...sharedPathOf(options),
    query,
    responses: {
      200: { description: 'Events until it has ended', schema: stream, contentType: 'text/event-stream' },
      204: { description: 'It has ended and the client has been told: do not come back' },
    },
    handler({ actor, params: given, query: { access_token }, headers }) {
      return live.listen({
        subjectId: given.id,
        load,
        find: () => find(actor, given),
        lastEventId: headers['last-event-id'],
        authorization: headers.authorization ?? (access_token && `Bearer ${access_token}`),
      });
    },
  });
}
