import { asForm, dataOf } from '@sluice/client';
import { allPages } from './all-pages';
import { type LocalFile } from '../local-files';
import { type System } from './system';

const LIMIT = 100;

/** Senders send again: there is no retry, and nothing to cancel. */
export const audience: System = {
  name: 'audience',
  strategies: [],
  fieldsOf: () => ['upload_name', 'fields', 'on_error', 'delimiter'],
  groupsOf: (files) => files.map((file) => [file]),
  async upload(sender, files, { fields }) {
    const part = await sender.partOf(files[0] as LocalFile);
    const answer = await sender.withForm(files, (key) =>
      dataOf(
        sender.client.http.POST('/api/audience/batch-upload/file', {
          params: { header: { 'Idempotency-Key': key } },
          body: { ...fields, ...part },
          bodySerializer: asForm,
        }),
      ),
    );
    // Nobody's business in a log.
    return { id: answer.upload_id, answer: { ...answer, session_token: undefined } };
  },
  details: ({ http }, { id }) =>
    dataOf(http.GET('/api/audience/batch-upload/{id}/progress', { params: { path: { id } } })),
  errorColumns: ['record', 'code', 'field', 'message'],
  errors: ({ http }, { id }) =>
    allPages(async (page) => {
      const params = { path: { id }, query: { limit: LIMIT, offset: (page - 1) * LIMIT } };
      const { rejections, total } = await dataOf(
        http.GET('/api/audience/batch-upload/{id}/rejections', { params }),
      );
      return { items: rejections, isLast: rejections.length === 0 || page * LIMIT >= total };
    }),
  errorsCsv({ http }, { id }) {
    const params = { path: { id }, query: { format: 'csv' as const } };
    return http.GET('/api/audience/batch-upload/{id}/rejections', { params, parseAs: 'stream' });
  },
  exports({ id }) {
    const as = (format: 'csv' | 'json' | 'ndjson'): ReturnType<System['exports']>[string] => {
      const params = { path: { id }, query: { format } };
      return ({ http }) => http.GET('/api/audience/batch-upload/{id}', { params, parseAs: 'stream' });
    };
    return { csv: as('csv'), json: as('json'), ndjson: as('ndjson') };
  },
};
