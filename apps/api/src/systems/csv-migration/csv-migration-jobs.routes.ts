import { defineRoute, type Route } from '../../http/route';
import { eventsRoute } from '../../live';
import { reportRoute } from '../../report';
import { type SystemDeps } from '../../systems';
import { READERS, WRITERS } from './csv-migration.access';
import { jobAnswer, jobListAnswer, messageAnswer, statusAnswer } from './csv-migration.answers';
import { presentJob, presentListed, presentStatus } from './csv-migration.presenter';
import { migrationReport } from './csv-migration.report';
import { idParams, jobListQuery } from './csv-migration.schemas';
import { migrationStates, MigrationService } from './csv-migration.service';

const JOBS = '/api/v1/onboarding/migration';

/** Jobs: listed, looked at, listened to, deleted. */
export function migrationJobRoutes(deps: SystemDeps): Route[] {
  const migration = new MigrationService(deps);
  return [
    defineRoute({
      method: 'get',
      path: JOBS,
      summary: 'Jobs of the tenant, newest first; of an agent the own',
      access: READERS,
      query: jobListQuery,
      responses: { 200: { description: 'A page of jobs', schema: jobListAnswer } },
      async handler({ actor, query }) {
        const { page, limit } = query;
        const { jobs, total } = await migration.list(actor, query);
        return { status: 200, json: { data: jobs.map(presentListed), total, page, limit } };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${JOBS}/:id`,
      summary: 'Everything about a job',
      access: READERS,
      params: idParams,
      responses: { 200: { description: 'The job', schema: jobAnswer } },
      async handler({ actor, params }) {
        return { status: 200, json: presentJob(await migration.shown(actor, params.id)) };
      },
    }),
    defineRoute({
      method: 'delete',
      path: `${JOBS}/:id`,
      summary: 'Delete a job that has ended, with its file and errors; rows that it brought in stay',
      access: WRITERS,
      params: idParams,
      responses: { 200: { description: 'Gone', schema: messageAnswer } },
      async handler({ actor, params }) {
        await migration.remove(actor, params.id);
        return { status: 200, json: { message: 'Job migrasi berhasil dihapus' } };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${JOBS}/:id/status`,
      summary: 'How far a job is; made for polling',
      access: READERS,
      params: idParams,
      responses: { 200: { description: 'The status', schema: statusAnswer } },
      async handler({ actor, params }) {
        return { status: 200, json: presentStatus(await migration.shown(actor, params.id)) };
      },
    }),
    eventsRoute(
      {
        path: `${JOBS}/:id/events`,
        access: READERS,
        params: idParams,
        find: (actor, { id }) => migration.state(actor, id),
        load: migrationStates(deps.db),
      },
      deps.live,
    ),
    reportRoute({
      path: `${JOBS}/:id`,
      access: READERS,
      params: idParams,
      make: (actor, { id }) => migrationReport(deps.db, actor, id),
    }),
  ];
}
